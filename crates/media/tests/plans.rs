//! What is decided of a source before anything is made of it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use lectern_media::*;

fn picture(width: u32, height: u32, seconds: u64) -> Picture {
    let timing = PictureTiming {
        packets: seconds * 30,
        first_us: 0,
        end_us: i64::try_from(seconds).unwrap() * 1_000_000,
        usual_us: 33_333,
        short_us: 33_333,
        max_gap_us: 33_334,
        regular: true,
        first_is_key: true,
        leading: false,
        dts_increase: true,
        discarded: false,
        max_key_gap_us: 2_000_000,
        min_key_gap_us: 2_000_000,
        average_bps: 1_000_000,
        peak_bps: 1_500_000,
    };
    Picture {
        stream: 0,
        codec: "h264".to_owned(),
        profile: "High".to_owned(),
        level: 40,
        pix_fmt: "yuv420p".to_owned(),
        width,
        height,
        quarter_turns: 0,
        sample_aspect: (1, 1),
        interlaced: false,
        hdr: false,
        frame_rate: Fps::new(30, 1),
        timing,
    }
}

fn sound(seconds: u64) -> Sound {
    Sound {
        stream: 1,
        codec: "aac".to_owned(),
        profile: "LC".to_owned(),
        channels: 2,
        sample_rate: 48_000,
        first_us: -21_333,
        end_us: i64::try_from(seconds).unwrap() * 1_000_000,
        average_bps: 128_000,
    }
}

fn probe(picture: Option<Picture>, sound: Option<Sound>) -> Probe {
    let ends = [picture.as_ref().map(|p| p.timing.end_us), sound.as_ref().map(|s| s.end_us)];
    let duration_us = ends.into_iter().flatten().max().unwrap().unsigned_abs();
    let sound_tracks = usize::from(sound.is_some());
    Probe { format: "mov,mp4".to_owned(), duration_us, claimed_us: Some(duration_us), picture, sound, sound_tracks }
}

fn index(key_every_us: i64, end_us: i64) -> Index {
    let keyframes_us = (0..).map(|n| n * key_every_us).take_while(|us| *us < end_us).collect();
    Index { total_len: 1000, clustered: false, header: vec![(0, 10)], keyframes_us, blocks: Vec::new() }
}

fn rungs(plan: &Plan) -> Vec<(String, u32, u32)> {
    plan.pictures().map(|r| (r.name.clone(), r.width.unwrap(), r.height.unwrap())).collect()
}

fn measured(bps: u64) -> Measured {
    Measured { median_bps: bps, max_bps: bps }
}

/// What must hold of every plan.
fn sound_in_itself(plan: &Plan) {
    let mut at = 0;
    for chunk in &plan.chunks {
        assert_eq!(chunk.start_us, at, "chunks join");
        assert_eq!(chunk.cuts_us[0], 0);
        assert!(chunk.cuts_us.is_sorted() && chunk.cuts_us.iter().all(|c| *c < chunk.duration_us), "{chunk:?}");
        let longest = chunk
            .cuts_us
            .iter()
            .zip(chunk.cuts_us.iter().skip(1).chain([&chunk.duration_us]))
            .map(|(a, b)| b - a)
            .max();
        for rendition in plan.pictures() {
            assert!(longest.unwrap() <= u64::from(rendition.target_duration_ms) * 1000, "{rendition:?} {longest:?}");
        }
        at += chunk.duration_us;
    }
    assert_eq!(at, plan.duration_us);
    for rendition in plan.pictures() {
        assert!(rendition.width.unwrap() % 2 == 0 && rendition.height.unwrap() % 2 == 0, "{rendition:?}");
    }
}

#[test]
fn the_ladder_follows_the_measurement_and_never_exceeds_the_source() {
    type Row = (&'static str, u32, u32, u64, &'static [(&'static str, u32, u32)]);
    let table: [Row; 9] = [
        ("slides", 1920, 1080, 130_000, &[("v1080", 1920, 1080), ("v360", 640, 360)]),
        ("mixed", 1920, 1080, 900_000, &[("v1080", 1920, 1080), ("v720", 1280, 720), ("v360", 640, 360)]),
        (
            "camera",
            1920,
            1080,
            4_000_000,
            &[("v1080", 1920, 1080), ("v720", 1280, 720), ("v480", 854, 480), ("v360", 640, 360)],
        ),
        ("4k", 3840, 2160, 100_000, &[("v1080", 1920, 1080), ("v360", 640, 360)]),
        ("zoom", 1280, 720, 4_000_000, &[("v720", 1280, 720), ("v480", 854, 480), ("v360", 640, 360)]),
        ("portrait", 1080, 1920, 100_000, &[("v1080", 1080, 1920), ("v360", 360, 640)]),
        ("odd", 853, 479, 900_000, &[("v479", 854, 480), ("v360", 642, 360)]),
        ("small", 320, 240, 4_000_000, &[("v240", 320, 240)]),
        ("tiny", 2, 2, 100_000, &[("v2", 2, 2)]),
    ];
    for (name, width, height, bps, expected) in table {
        let plan = plan_ladder(
            &probe(Some(picture(width, height, 200)), Some(sound(200))),
            &measured(bps),
            &LadderConfig::default(),
        );
        let expected: Vec<_> = expected.iter().map(|(n, w, h)| ((*n).to_owned(), *w, *h)).collect();
        assert_eq!(rungs(&plan), expected, "{name}");
        sound_in_itself(&plan);
    }
}

#[test]
fn a_turned_or_stretched_picture_is_planned_as_it_is_shown() {
    let mut turned = picture(1920, 1080, 30);
    turned.quarter_turns = 3;
    let plan = plan_ladder(&probe(Some(turned), None), &measured(1), &LadderConfig::default());
    assert_eq!(rungs(&plan)[0], ("v1080".to_owned(), 1080, 1920));
    let mut anamorphic = picture(720, 576, 30);
    anamorphic.sample_aspect = (64, 45);
    let plan = plan_ladder(&probe(Some(anamorphic), None), &measured(1), &LadderConfig::default());
    assert_eq!(rungs(&plan)[0], ("v576".to_owned(), 1024, 576));
}

#[test]
fn generation_1_is_a_small_picture_in_growing_chunks_where_it_cannot_be_copied() {
    let mut hevc = picture(1920, 1080, 200);
    hevc.codec = "hevc".to_owned();
    let plan = plan_first(
        &probe(Some(hevc), Some(sound(200))),
        Some(&index(2_000_000, 200_000_000)),
        &LadderConfig::default(),
    );
    assert_eq!(plan.kind, GenerationKind::Quick);
    assert_eq!(rungs(&plan), [("v360".to_owned(), 640, 360)]);
    let lengths: Vec<_> = plan.chunks.iter().map(|c| c.duration_us / 1_000_000).collect();
    assert_eq!(lengths, [12, 24, 48, 60, 56]);
    assert_eq!(plan.tracks(), [Track::Video, Track::Audio]);
    assert!(plan.sound.unwrap().copied && !plan.sound.unwrap().levelled);
    sound_in_itself(&plan);
}

#[test]
fn a_copy_is_cut_at_keyframes_into_segments_of_at_least_six_seconds() {
    let end = 200_000_000;
    for key_us in [500_000, 2_000_000, 8_333_333, 10_000_000] {
        let mut source = picture(1280, 720, 200);
        source.timing.max_key_gap_us = key_us;
        let keys = index(i64::try_from(key_us).unwrap(), end);
        let plan = plan_first(&probe(Some(source), Some(sound(200))), Some(&keys), &LadderConfig::default());
        assert_eq!(plan.kind, GenerationKind::Copy);
        sound_in_itself(&plan);
        for chunk in &plan.chunks {
            for cut in &chunk.cuts_us {
                let at = i64::try_from(chunk.start_us + cut).unwrap();
                assert!(keys.keyframes_us.contains(&at), "{at} is no keyframe of {key_us}");
            }
        }
        assert!(plan.chunks.len() >= 3, "in pieces of about a minute");
    }
}

#[test]
fn silent_and_sound_only_lectures_have_what_they_have() {
    let config = LadderConfig::default();
    let silent = plan_ladder(&probe(Some(picture(1280, 720, 20)), None), &measured(1), &config);
    assert_eq!(silent.tracks(), [Track::Video]);
    let only_sound = probe(None, Some(sound(100)));
    for plan in [plan_first(&only_sound, None, &config), plan_ladder(&only_sound, &measured(0), &config)] {
        assert_eq!(plan.tracks(), [Track::Audio]);
        assert_eq!(plan.renditions.len(), 1);
        sound_in_itself(&plan);
    }
}

#[test]
fn a_lecture_shorter_than_the_slots_is_cut_into_a_chunk_a_slot_on_the_grid() {
    let plan = plan_ladder(
        &probe(Some(picture(1280, 720, 50)), None),
        &measured(1),
        &LadderConfig { slots: 2, ..LadderConfig::default() },
    );
    let starts: Vec<_> = plan.chunks.iter().map(|c| c.start_us).collect();
    assert_eq!(starts, [0, 30_000_000]);
    let tiny = plan_ladder(&probe(Some(picture(1280, 720, 1)), None), &measured(1), &LadderConfig::default());
    assert_eq!((tiny.chunks.len(), tiny.chunks[0].frames), (1, Some((0, 30))));
}

#[test]
fn cuts_lie_on_frames_at_every_rate() {
    for fps in [
        Fps::new(24000, 1001),
        Fps::new(25, 1),
        Fps::new(30000, 1001),
        Fps::new(50, 1),
        Fps::new(60, 1),
        Fps::new(1234, 100),
    ] {
        let mut source = picture(1280, 720, 100);
        source.frame_rate = fps;
        let plan = plan_ladder(&probe(Some(source), None), &measured(5_000_000), &LadderConfig::default());
        sound_in_itself(&plan);
        let mut first = 0;
        for chunk in &plan.chunks {
            let (start, frames) = chunk.frames.unwrap();
            assert_eq!(start, first, "no frame is lost or doubled between chunks");
            first += frames;
            for cut in &chunk.cuts_us {
                let at = chunk.start_us + cut;
                assert!(fps.time_us(fps.frames_in(at)).abs_diff(at) <= 1, "{at} at {fps:?}");
            }
        }
    }
}

#[test]
fn sound_that_goes_on_holds_the_last_picture() {
    let plan =
        plan_ladder(&probe(Some(picture(1280, 720, 20)), Some(sound(95))), &measured(1), &LadderConfig::default());
    assert_eq!(plan.duration_us, 95_000_000);
    assert!(plan.chunks.iter().all(|c| c.start_us < 20_000_000), "every chunk begins where there is a picture");
    sound_in_itself(&plan);
    let breath = plan_ladder(
        &probe(Some(picture(1280, 720, 20)), Some(Sound { end_us: 20_020_000, ..sound(20) })),
        &measured(1),
        &LadderConfig::default(),
    );
    assert_eq!(breath.chunks.last().unwrap().frames.map(|(s, n)| s + n), Some(600), "as many as the source has");
}

#[test]
fn a_picture_is_copied_only_when_every_player_bears_it() {
    let good = || probe(Some(picture(1920, 1080, 60)), Some(sound(60)));
    assert_eq!(may_copy(&good(), good().picture.as_ref().unwrap()), Ok(()));
    type Spoil = fn(&mut Probe, &mut Picture);
    let table: [(NoCopy, Spoil); 22] = [
        (NoCopy::Codec, |_, p| p.codec = "hevc".to_owned()),
        (NoCopy::Interlaced, |_, p| p.interlaced = true),
        (NoCopy::Hdr, |_, p| p.hdr = true),
        (NoCopy::Format, |_, p| p.pix_fmt = "yuv444p".to_owned()),
        (NoCopy::Format, |_, p| p.pix_fmt = "yuv420p10le".to_owned()),
        (NoCopy::Format, |_, p| p.profile = "High 10".to_owned()),
        (NoCopy::Format, |_, p| p.level = 51),
        (NoCopy::Aspect, |_, p| p.sample_aspect = (4, 3)),
        (NoCopy::Rotated, |_, p| p.quarter_turns = 1),
        (NoCopy::TooFast, |_, p| p.timing.usual_us = 8_333),
        (NoCopy::Edited, |_, p| p.timing.discarded = true),
        (NoCopy::Keyframes, |_, p| p.timing.max_key_gap_us = 12_000_000),
        (NoCopy::Keyframes, |_, p| p.timing.min_key_gap_us = 33_333),
        (NoCopy::Keyframes, |_, p| p.timing.first_is_key = false),
        (NoCopy::OpenGop, |_, p| p.timing.leading = true),
        (NoCopy::Timing, |_, p| p.timing.regular = false),
        (NoCopy::Timing, |_, p| p.timing.dts_increase = false),
        (NoCopy::Length, |probe, _| probe.claimed_us = Some(90_000_000)),
        (NoCopy::Length, |probe, _| probe.claimed_us = None),
        (NoCopy::Start, |probe, _| probe.sound.as_mut().unwrap().first_us = 700_000),
        (NoCopy::Rate, |_, p| p.timing.average_bps = 9_000_000),
        (NoCopy::Rate, |_, p| p.timing.peak_bps = 4_000_000),
    ];
    for (why, spoil) in table {
        let (mut probe, mut picture) = (good(), good().picture.unwrap());
        spoil(&mut probe, &mut picture);
        assert_eq!(may_copy(&probe, &picture), Err(why));
    }
}

#[test]
fn sound_is_copied_only_when_every_player_bears_it() {
    assert!(may_copy_sound(&sound(1)));
    for bad in [
        Sound { codec: "opus".to_owned(), ..sound(1) },
        Sound { profile: "HE-AAC".to_owned(), ..sound(1) },
        Sound { channels: 6, ..sound(1) },
        Sound { sample_rate: 32_000, ..sound(1) },
        Sound { first_us: 700_000, ..sound(1) },
    ] {
        assert!(!may_copy_sound(&bad), "{bad:?}");
    }
}
