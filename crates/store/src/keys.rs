//! Where each kind of object lies. Rows keep whole keys or prefixes; nothing parses a key.
//!
//! Nothing a person typed gets into a key. A segment's file never changes once it has a name: each attempt at a
//! chunk writes under a prefix of its own, so a late writer cannot touch what a row already names.

use std::fmt::Display;
use uuid::Uuid;

/// The file as the teacher sent it. One video may be sent again: each upload has its own key.
#[must_use]
pub fn original(video: Uuid, upload: Uuid) -> String {
    format!("originals/{video}/{upload}")
}

/// All originals of a video.
#[must_use]
pub fn originals(video: Uuid) -> String {
    format!("originals/{video}/")
}

/// Everything made of a video: all generations, posters, index.
#[must_use]
pub fn video(video: Uuid) -> String {
    format!("videos/{video}/")
}

/// One generation of a video.
#[must_use]
pub fn generation(video: Uuid, generation: i32) -> String {
    format!("videos/{video}/{generation}/")
}

/// What one attempt at a chunk writes of one rendition.
#[must_use]
pub fn attempt(video: Uuid, generation: i32, rendition: &str, attempt: impl Display) -> String {
    format!("videos/{video}/{generation}/{rendition}/{attempt}/")
}

/// A segment by its number in the rendition, counted from 0.
#[must_use]
pub fn segment(video: Uuid, generation: i32, rendition: &str, attempt: impl Display, number: u32) -> String {
    format!("videos/{video}/{generation}/{rendition}/{attempt}/s{number:05}.m4s")
}

/// An init file by a prefix of its hash: attempts that made the same bytes share it.
#[must_use]
pub fn init(video: Uuid, generation: i32, rendition: &str, hash: &str) -> String {
    format!("videos/{video}/{generation}/{rendition}/init-{hash}.mp4")
}

/// The still that stands for a video; `hash` makes a new address of a new picture.
#[must_use]
pub fn poster(video: Uuid, hash: &str) -> String {
    format!("videos/{video}/poster-{hash}.jpg")
}

/// The packet index of an original: time to byte offset.
#[must_use]
pub fn index(video: Uuid, upload: Uuid) -> String {
    format!("videos/{video}/index-{upload}.bin")
}

/// A public picture in one width, at this very path of the site too.
#[must_use]
pub fn picture(hash: &str, width: u32) -> String {
    format!("media/{hash}-{width}.jpg")
}

/// A file of a course.
#[must_use]
pub fn file(course: Uuid, file: Uuid) -> String {
    format!("files/{course}/{file}")
}

/// A certificate's PDF, by the hash of its bytes.
#[must_use]
pub fn certificate(hash: &str) -> String {
    format!("certificates/{hash}.pdf")
}

/// A logo or a signature of the school, by the hash of what was sent.
#[must_use]
pub fn school_picture(hash: &str) -> String {
    format!("school/{hash}.png")
}

/// A file that is received but not yet known to be anything.
#[must_use]
pub fn upload(upload: Uuid) -> String {
    format!("uploads/{upload}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_sort_by_number_and_lie_under_their_prefixes() {
        let id = Uuid::nil();
        let key = |number| segment(id, 2, "v360", 7, number);
        assert_eq!(key(12), format!("videos/{id}/2/v360/7/s00012.m4s"));
        assert!(key(9) < key(10) && key(999) < key(1000));
        for prefix in [attempt(id, 2, "v360", 7), generation(id, 2), video(id)] {
            assert!(key(0).starts_with(&prefix), "{prefix}");
        }
        assert!(!key(0).starts_with(&attempt(id, 2, "v360", 77)));
        assert!(original(id, id).starts_with(&originals(id)));
    }
}
