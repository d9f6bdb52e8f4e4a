//! Public pictures: checked, turned upright, re-encoded in three widths, kept by the hash of what was sent.
//!
//! Owns `pictures`. Re-encoding drops every byte of metadata.

use chrono::{DateTime, Utc};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use lectern_db::AccountId;
use lectern_store::{Store, StoreError, keys};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::io::Cursor;

/// Widths the interface asks for: a card on a phone, a card, a course page.
pub const WIDTHS: [u32; 3] = [320, 640, 1280];
const LONGEST_SIDE: u32 = 8192;
/// 8192 x 8192 in RGBA: the most one picture may take to decode.
const MOST_MEMORY: u64 = 8192 * 8192 * 4;

/// Why a picture was refused.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Not JPEG, PNG, WebP or GIF by its bytes, or broken.
    #[error("this is not a picture that can be read")]
    NotAPicture,
    /// Over 8192 pixels on a side.
    #[error("the picture is over 8192 pixels wide or high")]
    TooLarge,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// A picture ready to be stored.
#[derive(Debug)]
pub struct Prepared {
    /// SHA-256 of what was sent, hex.
    pub hash: String,
    /// Upright.
    pub width: u32,
    /// Upright.
    pub height: u32,
    /// One JPEG for each of [`WIDTHS`].
    pub sizes: Vec<(u32, Vec<u8>)>,
}

/// Decodes within limits and makes the three sizes. Busy for up to a second: call it off the async threads.
///
/// # Errors
/// [`PictureError::NotAPicture`] or [`PictureError::TooLarge`].
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PictureError> {
    // JPEG has no transparency: what shows through is white, as on the page.
    let picture = flatten(&decode(bytes)?);
    let mut sizes = Vec::new();
    for width in WIDTHS {
        sizes.push((width, jpeg(&picture, width)?));
    }
    let hash = hex::encode(Sha256::digest(bytes));
    Ok(Prepared { hash, width: picture.width(), height: picture.height(), sizes })
}

/// The picture, upright. Refuses what is large or none.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, PictureError> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PictureError::NotAPicture)?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];
    if !reader.format().is_some_and(|format| known.contains(&format)) {
        return Err(PictureError::NotAPicture);
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let refused = |error| match error {
        image::ImageError::Limits(_) => PictureError::TooLarge,
        _other => PictureError::NotAPicture,
    };
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let upright = decoder.orientation().map_err(refused)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    picture.apply_orientation(upright);
    Ok(picture)
}

fn flatten(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let rgba = picture.to_rgba8();
    let over = |c: u8, a: u8| ((u16::from(c) * u16::from(a) + 255 * (255 - u16::from(a))) / 255) as u8;
    DynamicImage::ImageRgb8(image::RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        image::Rgb([over(r, a), over(g, a), over(b, a)])
    }))
}

/// Never enlarged.
fn jpeg(picture: &DynamicImage, width: u32) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 82);
    let written = if picture.width() > width {
        // A strip 8192 high and 1 wide stays at least 1 wide.
        let height = (u64::from(picture.height()) * u64::from(width) / u64::from(picture.width())).max(1);
        let height = u32::try_from(height).map_err(|_| PictureError::TooLarge)?;
        picture.resize_exact(width, height, image::imageops::FilterType::Triangle).write_with_encoder(encoder)
    } else {
        picture.write_with_encoder(encoder)
    };
    written.map_err(|_| PictureError::NotAPicture)?;
    Ok(bytes)
}

/// Puts the three files; the same picture lands on the same keys.
///
/// # Errors
/// When the store fails.
pub async fn put(store: &Store, picture: &Prepared) -> Result<(), PictureError> {
    for (width, bytes) in &picture.sizes {
        store.put(&keys::picture(&picture.hash, *width), bytes.clone(), "image/jpeg").await?;
    }
    Ok(())
}

/// Records a stored picture; its files must be there.
///
/// # Errors
/// When Postgres fails.
pub async fn record(
    db: &mut PgConnection,
    owner: AccountId,
    picture: &Prepared,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO pictures (picture_hash, account_id, width, height, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (picture_hash) DO NOTHING",
        picture.hash,
        owner.0,
        i32::try_from(picture.width).unwrap_or(i32::MAX),
        i32::try_from(picture.height).unwrap_or(i32::MAX),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_becomes_three_jpegs_never_wider_than_itself() {
        let picture = prepare(&png(800, 400)).unwrap();
        let widths: Vec<_> =
            picture.sizes.iter().map(|(_, bytes)| image::load_from_memory(bytes).unwrap().width()).collect();
        assert_eq!(widths, [320, 640, 800]);
        let clear = image::load_from_memory(&picture.sizes[0].1).unwrap().to_rgb8();
        assert!(clear.get_pixel(0, 0).0.iter().all(|c| *c > 250), "transparent is white");
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        assert!(matches!(prepare(b"%PDF-1.7"), Err(PictureError::NotAPicture)));
        assert!(matches!(prepare(&png(800, 400)[..60]), Err(PictureError::NotAPicture)));
        assert!(matches!(prepare(&png(8193, 1)), Err(PictureError::TooLarge)));
    }
}
