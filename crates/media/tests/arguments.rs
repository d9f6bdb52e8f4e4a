//! What ffmpeg is told, without ffmpeg.

use lectern_media::args::{self, SoundWork};
use lectern_media::*;

fn picture() -> Picture {
    Picture {
        stream: 2,
        codec: "h264".to_owned(),
        profile: "High".to_owned(),
        level: 40,
        pix_fmt: "yuv420p".to_owned(),
        width: 1920,
        height: 1080,
        quarter_turns: 0,
        sample_aspect: (1, 1),
        interlaced: false,
        hdr: false,
        frame_rate: Fps::new(30000, 1001),
        timing: PictureTiming {
            packets: 1798,
            end_us: 60_000_000,
            usual_us: 33_367,
            regular: true,
            ..PictureTiming::default()
        },
    }
}

fn plan(picture: &Picture) -> Plan {
    let probe = Probe {
        format: "mov,mp4".to_owned(),
        duration_us: 60_000_000,
        claimed_us: None,
        picture: Some(picture.clone()),
        sound: None,
        sound_tracks: 0,
    };
    plan_ladder(&probe, &Measured { median_bps: 0, max_bps: 0 }, &LadderConfig::default())
}

fn chunk_line(picture: &Picture, n: usize) -> String {
    let plan = plan(picture);
    args::chunk("source", picture, &plan, &plan.chunks[n]).join(" ")
}

#[test]
fn a_chunk_is_one_decode_for_all_rungs() {
    let line = chunk_line(&picture(), 1);
    let expected = "-hide_banner -nostdin -loglevel error -nostats -y -protocol_whitelist file,pipe \
        -format_whitelist mov,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,wav,mp3,aac,flac -max_pixels 35389440 -threads 1 \
        -noaccurate_seek -ss 30.030000 -i file:source -an -sn -dn -filter_threads 1 -filter_complex_threads 1 -filter_complex \
        [0:2]fps=30000/1001,tpad=stop=-1:stop_mode=clone,trim=start_pts=0:end_pts=898,\
        scale=1920:1080:flags=area,setsar=1,format=yuv420p,split=2[o0][x1];[x1]scale=640:360:flags=area,setsar=1,format=yuv420p[o1] \
        -map [o0] -map [o1] -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -threads 1 \
        -crf:v:0 26 -maxrate:v:0 3000k -bufsize:v:0 6000k -crf:v:1 26 -maxrate:v:1 400k -bufsize:v:1 800k \
        -force_key_frames 0.000000,5.972633,11.978633,17.984633,23.990633 -g 9999 -keyint_min 1 -sc_threshold 0 -map_metadata -1 \
        -output_ts_offset 30.030000 -avoid_negative_ts disabled -progress pipe:1 -stats_period 0.5 -f hls -hls_time 0.01 \
        -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags independent_segments -hls_segment_options movflags=+frag_discont \
        -hls_fmp4_init_filename init.mp4 -hls_segment_filename file:%v/s%05d.m4s -var_stream_map v:0 v:1 file:%v/v.m3u8";
    assert_eq!(line, expected);
    assert!(!chunk_line(&picture(), 0).contains("-ss"), "the first chunk is not searched for");
}

#[test]
fn hard_sources_are_mended_before_they_are_scaled() {
    let mut fields = picture();
    fields.interlaced = true;
    assert!(chunk_line(&fields, 0).contains("[0:2]yadif=deint=interlaced,fps="));
    let mut bright = picture();
    bright.hdr = true;
    let line = chunk_line(&bright, 0);
    assert_eq!(line.matches("tonemap=").count() / 2, 1, "once, on the largest rung: {line}");
    let mut late = picture();
    late.timing.first_us = 21_000;
    assert!(chunk_line(&late, 0).contains("setpts=PTS-(-0.012367)/TB,fps="));
}

#[test]
fn every_list_is_guarded_and_names_only_our_own_files() {
    let (picture, sound) = (
        picture(),
        Sound {
            stream: 1,
            codec: "aac".to_owned(),
            profile: "LC".to_owned(),
            channels: 2,
            sample_rate: 48_000,
            first_us: 0,
            end_us: 0,
            average_bps: 0,
        },
    );
    let plan = plan(&picture);
    let work = SoundWork { copied: false, gain_db: 3.0, segment_s: 6, duration_us: 1_000_000 };
    let rung = measuring_rung(&picture);
    for list in [
        args::header("source"),
        args::packets("source"),
        args::decode_check("source", 0),
        args::remux("source", Some(&picture), Some(&sound), "remuxed"),
        args::extract_sound("source", &sound, "sound"),
        args::chunk("source", &picture, &plan, &plan.chunks[0]),
        args::copy("source", &picture, &plan.chunks[0]),
        args::sound("source", &sound, work),
        args::loudness("source"),
        args::measure("source", &picture, plan.fps, &rung, 0, "piece"),
        args::poster("source", &picture, &rung, 0, "poster"),
    ] {
        let input = list.iter().position(|a| a == "-i").unwrap();
        assert_eq!(list[input + 1], "file:source");
        for guard in ["-protocol_whitelist", "-format_whitelist"] {
            assert!(list.iter().position(|a| a == guard).is_some_and(|at| at < input), "{guard} in {list:?}");
        }
    }
}

#[test]
fn sound_keeps_its_distance_from_the_picture() {
    let sound = |first_us| Sound {
        stream: 1,
        codec: "opus".to_owned(),
        profile: String::new(),
        channels: 6,
        sample_rate: 48_000,
        first_us,
        end_us: 0,
        average_bps: 0,
    };
    let line = |first_us, copied| {
        args::sound("sound", &sound(first_us), SoundWork { copied, gain_db: 0.0, segment_s: 6, duration_us: 9_000_000 })
            .join(" ")
    };
    assert!(line(700_000, false).contains("adelay=delays=700:all=1,apad"));
    assert!(line(-21_333, false).contains("atrim=start=0.021333,asetpts=PTS-STARTPTS"));
    assert!(line(0, false).contains(
        "aresample=48000:async=1:min_hard_comp=0.02,apad=whole_dur=9000000us,atrim=end=9.000000 -c:a aac -b:a 96k -ac 2"
    ));
    assert!(line(-21_333, true).contains("-c:a copy -output_ts_offset -0.021333 ") && !line(0, true).contains("-af"));
}

#[test]
fn loudness_is_read_and_bounded() {
    let summary = [
        "[Parsed_ebur128_0 @ 0x1] Summary:",
        "",
        "  Integrated loudness:",
        "    I:         -23.4 LUFS",
        "    Threshold: -33.7 LUFS",
    ];
    let lines: Vec<String> = summary.iter().map(|l| (*l).to_owned()).collect();
    assert_eq!(args::read_loudness(&lines), Some(-23.4));
    assert_eq!(args::read_loudness(&["    I:         -70.0 LUFS".to_owned()]), None, "silence has none");
    assert_eq!(args::gain_db(-23.4), 7.399_999_999_999_999);
    assert_eq!(args::gain_db(-50.0), 15.0);
}
