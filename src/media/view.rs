//! A picture as templates print it.

use super::models::{MediaFile, MediaSize, MediaState};
use super::queries::ProductPicture;
use crate::urls;

/// The widest file that is offered where a browser cannot choose.
const WIDEST_FALLBACK: i32 = 1280;

/// What an `<img>` needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Address of a file of moderate width.
    pub src: String,
    /// Every width there is, the original included: `/media/… 320w, …`; empty with only one.
    pub srcset: String,
    /// Pixels of the original, for its proportions.
    pub width: u32,
    /// Pixels of the original.
    pub height: u32,
    /// For those who cannot see it.
    pub alt: String,
}

impl Picture {
    /// The picture of a file and its sizes, narrowest first; `None` while it waits or has failed.
    pub fn new(file: &MediaFile, sizes: &[MediaSize]) -> Option<Picture> {
        if file.state != MediaState::Ready {
            return None;
        }
        let fallback = match sizes.last() {
            Some(size) if file.width > WIDEST_FALLBACK => &size.storage_key,
            _ => &file.storage_key,
        };
        let mut choices: Vec<String> =
            sizes.iter().map(|size| format!("{} {}w", urls::media(&size.storage_key), size.width)).collect();
        if !choices.is_empty() {
            choices.push(format!("{} {}w", urls::media(&file.storage_key), file.width));
        }
        Some(Picture {
            src: urls::media(fallback),
            srcset: choices.join(", "),
            width: u32::try_from(file.width).ok()?,
            height: u32::try_from(file.height).ok()?,
            alt: file.alt.clone(),
        })
    }
}

impl ProductPicture {
    /// What an `<img>` of it needs; `None` while it waits or has failed.
    pub fn view(&self) -> Option<Picture> {
        Picture::new(&self.file, &self.sizes)
    }
}
