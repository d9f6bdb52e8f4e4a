use super::*;
use crate::{RenditionSegments, init_file};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn rendition(name: &str, kind: RenditionKind) -> Rendition {
    let height = name.strip_prefix('v').and_then(|h| h.parse().ok());
    Rendition {
        name: name.into(),
        kind,
        codecs: Some(if kind == RenditionKind::Audio { "mp4a.40.2" } else { "avc1.64001f" }.into()),
        width: height.map(|h: u32| h * 16 / 9),
        height,
        frame_rate_mhz: height.map(|_| 30_000),
        bandwidth_bps: 500_000,
        average_bandwidth_bps: 300_000,
        target_duration_ms: 6000,
    }
}

fn chunk(track: Track, index: i32, names: &[&str], durations_us: &[u64]) -> Chunk {
    let share = |name: &&str| {
        let segments =
            durations_us.iter().map(|&duration_us| Segment { duration_us, bytes: duration_us / 20 }).collect();
        (name.to_string(), RenditionSegments { init: init_file(&format!("{name:0>16}")), segments })
    };
    let segments = Some(ChunkSegments(names.iter().map(share).collect::<BTreeMap<_, _>>()));
    Chunk { track, index, prefix: format!("{index:08x}"), segments }
}

fn ladder() -> Generation {
    Generation {
        number: 2,
        grows: false,
        complete: true,
        renditions: vec![
            rendition("v1080", RenditionKind::Video),
            rendition("v360", RenditionKind::Video),
            rendition("audio", RenditionKind::Audio),
        ],
        chunks: vec![
            chunk(Track::Audio, 0, &["audio"], &[6_016_000, 6_016_000, 2_968_000]),
            chunk(Track::Video, 0, &["v1080", "v360"], &[6_000_000, 6_000_000]),
            chunk(Track::Video, 1, &["v1080", "v360"], &[3_000_000]),
        ],
    }
}

#[test]
fn a_complete_ladder_is_said_whole() {
    let generation = ladder();
    let view = View::new(&generation);
    assert_eq!(
        view.master().unwrap(),
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n\
         #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"audio\",DEFAULT=YES,AUTOSELECT=YES,URI=\"2/audio.m3u8\"\n\
         #EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=800000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1920x1080,FRAME-RATE=30.000,AUDIO=\"audio\"\n\
         2/v1080.m3u8\n\
         #EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=800000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO=\"audio\"\n\
         2/v360.m3u8\n"
    );
    assert_eq!(
        view.media("v360").unwrap(),
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-MAP:URI=\"v360/i-000000000000v360.mp4\"\n\
         #EXTINF:6.000000,\nv360/0-0-00000000.m4s\n#EXTINF:6.000000,\nv360/0-1-00000000.m4s\n\
         #EXTINF:3.000000,\nv360/1-0-00000001.m4s\n#EXT-X-ENDLIST\n"
    );
    assert_eq!(view.ready_us(), 15_000_000);
    assert!(view.media("v720").is_none());
}

#[test]
fn a_copy_and_a_sound_only_lecture_have_one_variant_and_no_group() {
    for (name, kind, track) in
        [("copy", RenditionKind::Muxed, Track::Copy), ("audio", RenditionKind::Audio, Track::Audio)]
    {
        let generation = Generation {
            number: 1,
            grows: true,
            complete: false,
            renditions: vec![rendition(name, kind)],
            chunks: vec![
                chunk(track, 0, &[name], &[8_330_000]),
                Chunk { track, index: 1, prefix: String::new(), segments: None },
            ],
        };
        let view = View::new(&generation);
        let master = view.master().unwrap();
        assert!(!master.contains("EXT-X-MEDIA:") && !master.contains("AUDIO="), "{master}");
        assert!(master.contains("BANDWIDTH=500000,AVERAGE-BANDWIDTH=300000,CODECS="), "{master}");
        assert!(master.ends_with(&format!("1/{name}.m3u8\n")), "{master}");
        let media = view.media(name).unwrap();
        assert!(media.contains("EVENT\n#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n"), "{media}");
        assert!(!media.contains("ENDLIST"), "{media}");
    }
}

#[test]
fn nothing_is_shown_until_picture_and_sound_have_segments() {
    let mut generation = Generation { grows: true, complete: false, ..ladder() };
    generation.chunks[0].segments = None;
    let view = View::new(&generation);
    assert_eq!((view.master(), view.ready_us()), (None, 0));
    assert!(view.media("v360").is_none());
}

#[test]
fn a_rung_that_lags_is_left_out() {
    let mut generation = Generation { grows: true, complete: false, ..ladder() };
    generation.chunks[2].segments.as_mut().unwrap().0.remove("v1080");
    generation.chunks.push(Chunk { track: Track::Video, index: 2, prefix: String::new(), segments: None });
    let master = View::new(&generation).master().unwrap();
    assert!(master.contains("v360.m3u8") && !master.contains("v1080.m3u8"), "{master}");
}

#[test]
fn sound_that_is_made_whole_and_short_does_not_hold_the_picture_back() {
    let mut generation = Generation { grows: true, complete: false, ..ladder() };
    generation.chunks[0] = chunk(Track::Audio, 0, &["audio"], &[4_000_000]);
    generation.chunks.push(Chunk { track: Track::Video, index: 2, prefix: String::new(), segments: None });
    assert_eq!(View::new(&generation).ready_us(), 15_000_000);
}

/// Segment lengths of the chunks of a track.
type Cuts = Vec<Vec<u64>>;

fn cuts(segment_us: std::ops::Range<u64>) -> impl Strategy<Value = Cuts> {
    prop::collection::vec(prop::collection::vec(segment_us, 1..6), 1..8)
}

/// A 360p generation with sound; chunks become ready in the order given (picture chunks first in number).
fn growing(video: &Cuts, audio: &Cuts, ready: &BTreeSet<usize>) -> Generation {
    let of = |track, name: &'static str, cuts: &Cuts, offset: usize| {
        let ready = ready.clone();
        let chunks = cuts.iter().enumerate().map(move |(index, durations)| {
            let mut chunk = chunk(track, index as i32, &[name], durations);
            if !ready.contains(&(index + offset)) {
                chunk.segments = None;
            }
            chunk
        });
        chunks.collect::<Vec<_>>()
    };
    let mut chunks = of(Track::Video, "v360", video, 0);
    chunks.extend(of(Track::Audio, "audio", audio, video.len()));
    let complete = chunks.iter().all(|c| c.segments.is_some());
    let renditions = vec![rendition("v360", RenditionKind::Video), rendition("audio", RenditionKind::Audio)];
    Generation { number: 1, grows: true, complete, renditions, chunks }
}

fn entries(text: &str) -> (Vec<String>, u64) {
    let files = text.lines().filter(|l| l.ends_with(".m4s")).map(str::to_owned).collect();
    let us = |l: &str| l.strip_prefix("#EXTINF:")?.strip_suffix(',')?.replace('.', "").parse::<u64>().ok();
    (files, text.lines().filter_map(us).sum())
}

proptest! {
    #[test]
    fn every_segment_is_said_once_in_order_and_durations_sum(video in cuts(1_000..6_500_000), audio in cuts(1_000..6_500_000)) {
        let all = (0..video.len() + audio.len()).collect();
        let generation = growing(&video, &audio, &all);
        let view = View::new(&generation);
        for (name, cuts) in [("v360", &video), ("audio", &audio)] {
            let text = view.media(name).unwrap();
            let (files, us) = entries(&text);
            let expected: Vec<_> = cuts.iter().enumerate()
                .flat_map(|(c, d)| (0..d.len()).map(move |n| format!("{name}/{}", segment_file(c as i32, n, &format!("{c:08x}")))))
                .collect();
            prop_assert_eq!(files, expected);
            prop_assert_eq!(us, cuts.iter().flatten().sum::<u64>());
            prop_assert!(text.ends_with("#EXT-X-ENDLIST\n"));
        }
    }

    #[test]
    fn growing_never_changes_what_was_said(
        (video, audio, order) in (cuts(1_000..6_500_000), cuts(1_000..6_500_000)).prop_flat_map(|(video, audio)| {
            let order: Vec<usize> = (0..video.len() + audio.len()).collect();
            (Just(video), Just(audio), Just(order).prop_shuffle())
        })
    ) {
        let mut said: BTreeMap<&str, String> = BTreeMap::new();
        let mut ready_us = 0;
        let mut ready = BTreeSet::new();
        for next in order {
            ready.insert(next);
            let generation = growing(&video, &audio, &ready);
            let view = View::new(&generation);
            for name in ["v360", "audio"] {
                let text = view.media(name);
                if let Some(before) = said.get(name) {
                    prop_assert!(text.as_ref().is_some_and(|now| now.starts_with(before)), "{before}\nbecame\n{text:?}");
                }
                if let Some(text) = text {
                    said.insert(name, text);
                }
            }
            prop_assert!(view.ready_us() >= ready_us);
            ready_us = view.ready_us();
        }
    }

    #[test]
    fn picture_and_sound_end_together_while_both_grow(
        video in cuts(6_000_000..6_000_001), audio in cuts(6_000_000..6_020_000), ready in prop::collection::btree_set(0usize..16, 0..16)
    ) {
        let mut ready = ready;
        ready.remove(&(video.len() - 1));
        ready.remove(&(video.len() + audio.len() - 1));
        let generation = growing(&video, &audio, &ready);
        let view = View::new(&generation);
        let length = |name| view.media(name).map_or(0, |text| entries(&text).1);
        let (picture, sound) = (length("v360"), length("audio"));
        prop_assert!(picture.abs_diff(sound) <= 6_020_000, "{picture} {sound}");
        prop_assert!(view.ready_us() <= picture.max(sound));
        match view.master() {
            Some(master) => prop_assert!(picture > 0 && sound > 0 && master.contains("v360") && master.contains("audio")),
            None => prop_assert!(picture == 0 || sound == 0),
        }
    }
}
