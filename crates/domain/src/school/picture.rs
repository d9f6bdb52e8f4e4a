//! Logos and signatures: PNG, so that what is transparent stays so on paper of any colour.

use crate::pictures::{PictureError, decode};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// Enough for 60 mm at 600 dpi.
const LONGEST_SIDE: u32 = 1400;

pub struct Prepared {
    pub hash: String,
    pub width: u32,
    pub height: u32,
    pub png: Vec<u8>,
}

/// Decodes within limits, makes it no larger than it can be printed. Off the async threads.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PictureError> {
    let picture = decode(bytes)?;
    let picture = match picture.width().max(picture.height()) > LONGEST_SIDE {
        true => picture.resize(LONGEST_SIDE, LONGEST_SIDE, FilterType::Triangle),
        false => picture,
    };
    // Eight bits of each colour, whatever came: it is what PDF/A readers agree on.
    let picture = match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(picture.to_rgba8()),
        false => DynamicImage::ImageRgb8(picture.to_rgb8()),
    };
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(|_| PictureError::NotAPicture)?;
    let png = png.into_inner();
    let hash = hex::encode(Sha256::digest(&png));
    Ok(Prepared { hash, width: picture.width(), height: picture.height(), png })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_keeps_its_transparency_and_loses_its_size() {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(2800, 700).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let made = prepare(&bytes.into_inner()).unwrap();
        assert_eq!((made.width, made.height), (1400, 350));
        assert_eq!(image::load_from_memory(&made.png).unwrap().to_rgba8().get_pixel(0, 0).0[3], 0);
        assert!(matches!(prepare(b"<svg/>"), Err(PictureError::NotAPicture)));
    }
}
