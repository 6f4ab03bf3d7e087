//! A picture as templates print it.

/// An image with its sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The full picture.
    pub src: String,
    /// `address 320w, …`; may be empty.
    pub srcset: String,
    /// Pixels of the full picture.
    pub width: u32,
    /// Pixels of the full picture.
    pub height: u32,
    /// What it shows.
    pub alt: String,
}
