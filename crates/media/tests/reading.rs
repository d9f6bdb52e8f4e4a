//! What ffprobe's answers are read as.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use lectern_media::*;

fn header(streams: &str) -> Header {
    let json = format!(
        r#"{{"streams":[{streams}],"format":{{"format_name":"mov,mp4","start_time":"0.000000","duration":"2.0","probe_score":100}}}}"#
    );
    Header::parse(json.as_bytes()).unwrap()
}

const PICTURE: &str = r#"{"index":0,"codec_name":"h264","codec_type":"video","profile":"High","level":40,"pix_fmt":"yuv420p","width":1920,"height":1080,"avg_frame_rate":"30/1","field_order":"progressive"}"#;

fn packets(lines: &[&str]) -> Packets {
    let mut reader = PacketReader::new(Chosen { picture: Some(0), sound: Some(1), zero_us: 0 });
    for line in lines {
        reader.line(line).unwrap();
    }
    reader.finish()
}

/// Pictures at `times`, keyframes where marked, one thousand bytes each.
fn pictures(times: &[(f64, bool)]) -> PictureTiming {
    let lines: Vec<String> = times
        .iter()
        .enumerate()
        .map(|(n, (at, key))| {
            format!("0,{at:.6},{:.6},0.033333,1000,{},{}_", n as f64 / 30.0, n * 1000, if *key { "K" } else { "_" })
        })
        .collect();
    packets(&lines.iter().map(String::as_str).collect::<Vec<_>>()).picture.unwrap()
}

#[test]
fn what_is_no_media_is_refused() {
    assert_eq!(Header::parse(b"{}").unwrap_err(), Refusal::NotMedia);
    assert_eq!(Header::parse(b"").unwrap_err(), Refusal::NotMedia);
    let guess = br#"{"streams":[],"format":{"format_name":"mp3","probe_score":1}}"#;
    assert_eq!(Header::parse(guess).unwrap_err(), Refusal::NotMedia, "a guess is no recognition");
    assert_eq!(header(r#"{"index":0,"codec_type":"data"}"#).choose().unwrap_err(), Refusal::NoPictureOrSound);
    let huge = PICTURE.replace("1920", "16000").replace("1080", "16000");
    assert_eq!(header(&huge).choose().unwrap_err(), Refusal::TooLargePicture { width: 16000, height: 16000 });
    let unknown = r#"{"index":0,"codec_type":"video","width":640,"height":360}"#;
    assert!(matches!(header(unknown).choose().unwrap_err(), Refusal::UnsupportedCodec { .. }));
}

#[test]
fn a_cover_is_no_picture() {
    let cover = PICTURE.replace("\"index\":0", "\"index\":0,\"disposition\":{\"attached_pic\":1}");
    let sound = r#"{"index":1,"codec_name":"mp3","codec_type":"audio","channels":2,"sample_rate":"44100"}"#;
    let chosen = header(&format!("{cover},{sound}")).choose().unwrap();
    assert_eq!((chosen.picture, chosen.sound), (None, Some(1)));
}

#[test]
fn packets_tell_order_gaps_and_open_groups() {
    // Decoding order with a reordered picture: regular, closed.
    let closed = pictures(&[(0.0, true), (0.066667, false), (0.033333, false), (0.1, true), (0.133333, false)]);
    assert!(closed.regular && closed.first_is_key && !closed.leading && closed.dts_increase);
    assert_eq!((closed.packets, closed.max_key_gap_us), (5, 100_000));
    // A picture behind the second keyframe in the file and before it in time.
    assert!(pictures(&[(0.0, true), (0.033333, false), (0.1, true), (0.066667, false)]).leading);
    let gap: Vec<(f64, bool)> =
        (0..60).map(|n| (f64::from(n) / 30.0 + if n > 30 { 0.1 } else { 0.0 }, n == 0)).collect();
    assert!(!pictures(&gap).regular);
    let jitter: Vec<(f64, bool)> = (0..60).map(|n| ((f64::from(n) * 1000.0 / 30.0).round() / 1000.0, n == 0)).collect();
    assert!(pictures(&jitter).regular, "a container of milliseconds is regular");
}

#[test]
fn the_rate_is_the_sources_own_where_it_is_regular() {
    let rate = |step: f64, average: &str| {
        let times: Vec<(f64, bool)> = (0..90).map(|n| (f64::from(n) * step, n == 0)).collect();
        let lines: Vec<String> =
            times.iter().map(|(at, _)| format!("0,{at:.6},{at:.6},{step:.6},1000,{},K_", (at * 1e6) as u64)).collect();
        let picture = header(&PICTURE.replace("30/1", average))
            .with_packets(&packets(&lines.iter().map(String::as_str).collect::<Vec<_>>()))
            .unwrap()
            .picture
            .unwrap();
        picture.frame_rate
    };
    assert_eq!(rate(1001.0 / 30000.0, "30000/1001"), Fps::new(30000, 1001));
    assert_eq!(rate(0.04, "0/0"), Fps::new(25, 1));
    assert_eq!(rate(1.0 / 120.0, "120/1"), Fps::new(60, 1), "never over 60");
    assert_eq!(rate(1.0 / 12.5, "25/2"), Fps::new(25, 2));
    assert_eq!(rate(1.0, "1/1"), Fps::new(500, 100), "a slide show has five pictures a second at least");
}

#[test]
fn an_endless_list_is_not_read_to_its_end() {
    let mut reader = PacketReader::new(Chosen { picture: Some(0), sound: None, zero_us: 0 });
    let ended = (0..7_000_000).map(|_| reader.line("5,0,0,0,0,0,__")).find(Result::is_err);
    assert_eq!(ended, Some(Err(TooMany)));
}

#[test]
fn refusals_keep_their_names_and_figures() {
    let json = serde_json::to_value(Refusal::TooLargePicture { width: 16000, height: 9000 }).unwrap();
    assert_eq!(json, serde_json::json!({"slug": "too-large-picture", "width": 16000, "height": 9000}));
    for refusal in [
        Refusal::NotMedia,
        Refusal::Empty,
        Refusal::Truncated,
        Refusal::NoPictureOrSound,
        Refusal::TooLong { limit_s: 5 },
        Refusal::UnsupportedCodec { codec: "x".to_owned() },
        Refusal::BrokenAt { at_ms: 7 },
    ] {
        assert_eq!(serde_json::to_value(&refusal).unwrap()["slug"], refusal.slug());
    }
}
