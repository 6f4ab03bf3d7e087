//! Colours: from `#rrggbb` to OKLCH, in which style sheets derive shades of even contrast.

/// A colour as lightness 0 to 1, chroma from 0, hue 0 to 360; rounded to what can be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oklch {
    /// 0 is black, 1 is white.
    pub lightness: f64,
    /// 0 is grey.
    pub chroma: f64,
    /// Degrees; 0 for a grey.
    pub hue: f64,
}

impl Oklch {
    /// The colour of six hexadecimal digits, with or without `#`.
    ///
    /// The matrices are Björn Ottosson's, as in CSS Color 4.
    pub fn from_hex(hex: &str) -> Option<Oklch> {
        let hex = hex.strip_prefix('#').unwrap_or(hex);
        if hex.len() != 6 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |from: usize| {
            let digits = hex.get(from..from + 2)?;
            Some(linear(f64::from(u8::from_str_radix(digits, 16).ok()?) / 255.0))
        };
        let (r, g, b) = (channel(0)?, channel(2)?, channel(4)?);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        let chroma = rounded(a.hypot(b), 10_000.0);
        let hue = if chroma == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) };
        Some(Oklch { lightness: rounded(lightness, 10_000.0), chroma, hue: rounded(hue, 10.0) })
    }
}

fn linear(channel: f64) -> f64 {
    match channel <= 0.040_45 {
        true => channel / 12.92,
        false => ((channel + 0.055) / 1.055).powf(2.4),
    }
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_agree_with_the_examples_of_css_color_4() {
        for (hex, lightness, chroma, hue) in [
            ("#ff0000", 0.628, 0.2577, 29.2),
            ("#00ff00", 0.8664, 0.2948, 142.5),
            ("#0000ff", 0.452, 0.3132, 264.1),
            ("#7d2329", 0.401, 0.123, 21.57),
        ] {
            let colour = Oklch::from_hex(hex).unwrap();
            assert!((colour.lightness - lightness).abs() < 0.002, "{hex}: {colour:?}");
            assert!((colour.chroma - chroma).abs() < 0.005, "{hex}: {colour:?}");
            assert!((colour.hue - hue).abs() < 0.8, "{hex}: {colour:?}");
        }
    }

    #[test]
    fn greys_have_no_hue() {
        assert_eq!(Oklch::from_hex("#ffffff"), Some(Oklch { lightness: 1.0, chroma: 0.0, hue: 0.0 }));
        assert_eq!(Oklch::from_hex("000000"), Some(Oklch { lightness: 0.0, chroma: 0.0, hue: 0.0 }));
    }

    #[test]
    fn what_is_not_six_digits_is_no_colour() {
        for text in ["", "#fff", "#12345g", "1234567", "12é45"] {
            assert_eq!(Oklch::from_hex(text), None);
        }
    }
}
