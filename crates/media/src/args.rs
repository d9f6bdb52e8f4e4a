//! What ffmpeg and ffprobe are told, as lists; never through a shell, and only names of our own.

use crate::ladder::Rung;
use crate::plan::{ChunkPlan, Plan};
use crate::probe::{Fps, MAX_PIXELS, Picture, Sound};

/// Containers that are opened at all: no playlists, no pictures, no text.
const FORMATS: &str = "mov,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,wav,mp3,aac,flac";

type Args = Vec<String>;

fn list(args: &[&str]) -> Args {
    args.iter().map(|a| (*a).to_owned()).collect()
}

/// Seconds with six digits.
fn s(us: i64) -> String {
    let sign = if us < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", us.unsigned_abs() / 1_000_000, us.unsigned_abs() % 1_000_000)
}

fn at(us: u64) -> String {
    s(i64::try_from(us).unwrap_or(i64::MAX))
}

/// Before `-i`: the input is a local file of a known kind, whatever it says.
fn guarded() -> Args {
    list(&["-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS])
}

fn ffmpeg() -> Args {
    let mut args = list(&["-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-y"]);
    args.extend(guarded());
    args.extend(["-max_pixels".to_owned(), MAX_PIXELS.to_string()]);
    args
}

fn input(args: &mut Args, file: &str) {
    args.extend(["-i".to_owned(), format!("file:{file}")]);
}

/// ffprobe: container and streams as JSON.
pub fn header(file: &str) -> Args {
    let mut args = list(&["-v", "error"]);
    args.extend(guarded());
    args.extend(list(&["-show_format", "-show_streams", "-of", "json"]));
    input(&mut args, file);
    args
}

/// ffprobe: every packet as a line for [`crate::PacketReader`].
pub fn packets(file: &str) -> Args {
    let mut args = list(&["-v", "error"]);
    args.extend(guarded());
    args.extend(list(&[
        "-show_entries",
        "packet=stream_index,pts_time,dts_time,duration_time,size,pos,flags",
        "-of",
        "csv=p=0",
    ]));
    input(&mut args, file);
    args
}

/// Decodes a second of one stream and reports how much came out.
pub fn decode_check(file: &str, stream: u32) -> Args {
    let mut args = ffmpeg();
    args.extend(list(&["-t", "1"]));
    input(&mut args, file);
    args.extend(["-map".to_owned(), format!("0:{stream}")]);
    args.extend(list(&["-threads", "1", "-progress", "pipe:1", "-f", "null", "-"]));
    args
}

/// Copies the chosen streams into indexed Matroska, making times where there are none.
pub fn remux(file: &str, picture: Option<&Picture>, sound: Option<&Sound>, out: &str) -> Args {
    let mut args = ffmpeg();
    args.extend(list(&["-fflags", "+genpts"]));
    input(&mut args, file);
    for stream in picture.map(|p| p.stream).into_iter().chain(sound.map(|s| s.stream)) {
        args.extend(["-map".to_owned(), format!("0:{stream}")]);
    }
    args.extend(list(&["-c", "copy"]));
    if picture.is_some_and(|p| p.codec == "mpeg4") {
        args.extend(list(&["-bsf:v", "mpeg4_unpack_bframes"]));
    }
    args.extend(list(&["-map_metadata", "-1", "-f", "matroska"]));
    args.push(format!("file:{out}"));
    args
}

/// Takes the sound out as it is, so that its job reads nothing else.
pub fn extract_sound(file: &str, sound: &Sound, out: &str) -> Args {
    let mut args = ffmpeg();
    input(&mut args, file);
    args.extend(["-map".to_owned(), format!("0:{}", sound.stream)]);
    args.extend(list(&["-c", "copy", "-map_metadata", "-1", "-f", "matroska"]));
    args.push(format!("file:{out}"));
    args
}

/// What a picture needs before it is scaled to `to`: fields joined, bright pictures brought to a screen's range.
fn fixes(picture: &Picture) -> String {
    if picture.interlaced { "yadif=deint=interlaced,".to_owned() } else { String::new() }
}

fn scaled(picture: Option<&Picture>, rung: &Rung) -> String {
    let scale = format!("scale={}:{}:flags=area,setsar=1", rung.width, rung.height);
    match picture {
        Some(p) if p.hdr => format!(
            "{scale},zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,\
             zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
        ),
        Some(_) | None => format!("{scale},format=yuv420p"),
    }
}

/// One decode for all rungs of a chunk, each scaled from the one above it; variant `n` lands in folder `n`.
///
/// Decoding begins at the keyframe before the chunk, and pictures are put on the grid before the chunk is cut: it begins
/// with the one that is on screen then, so neither an uneven source nor a seek loses or doubles any.
pub fn chunk(file: &str, picture: &Picture, plan: &Plan, chunk: &ChunkPlan) -> Args {
    let rungs: Vec<&Rung> = plan.pictures().filter_map(|r| r.rung.as_ref()).collect();
    let (_, frames) = chunk.frames.unwrap_or((0, 1));
    let mut args = ffmpeg();
    args.extend(list(&["-threads", "1"]));
    if chunk.start_us > 0 {
        args.extend(["-noaccurate_seek".to_owned(), "-ss".to_owned(), at(chunk.start_us)]);
    }
    input(&mut args, file);
    args.extend(list(&[
        "-an",
        "-sn",
        "-dn",
        "-filter_threads",
        "1",
        "-filter_complex_threads",
        "1",
        "-filter_complex",
    ]));
    args.push(graph(picture, plan, chunk.start_us, frames, &rungs));
    for n in 0..rungs.len() {
        args.extend(["-map".to_owned(), format!("[o{n}]")]);
    }
    args.extend(list(&[
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-profile:v",
        "high",
        "-pix_fmt",
        "yuv420p",
        "-threads",
        "1",
    ]));
    for (n, rung) in rungs.iter().enumerate() {
        args.extend([format!("-crf:v:{n}"), rung.crf.to_string()]);
        args.extend([format!("-maxrate:v:{n}"), format!("{}k", rung.cap_kbps)]);
        args.extend([format!("-bufsize:v:{n}"), format!("{}k", rung.cap_kbps * 2)]);
    }
    let cuts: Vec<String> = chunk.cuts_us.iter().map(|us| at(*us)).collect();
    args.extend(["-force_key_frames".to_owned(), cuts.join(",")]);
    args.extend(list(&[
        "-g",
        "9999",
        "-keyint_min",
        "1",
        "-sc_threshold",
        "0",
        "-map_metadata",
        "-1",
        "-output_ts_offset",
    ]));
    args.push(at(chunk.start_us));
    args.extend(list(&["-avoid_negative_ts", "disabled", "-progress", "pipe:1", "-stats_period", "0.5"]));
    args.extend(list(&["-f", "hls", "-hls_time", "0.01", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]));
    args.extend(list(&["-hls_flags", "independent_segments", "-hls_segment_options", "movflags=+frag_discont"]));
    args.extend(list(&[
        "-hls_fmp4_init_filename",
        "init.mp4",
        "-hls_segment_filename",
        "file:%v/s%05d.m4s",
        "-var_stream_map",
    ]));
    args.push((0..rungs.len()).map(|n| format!("v:{n}")).collect::<Vec<_>>().join(" "));
    args.push("file:%v/v.m3u8".to_owned());
    args
}

fn graph(picture: &Picture, plan: &Plan, start_us: u64, frames: u64, rungs: &[&Rung]) -> String {
    let (fps, phase_us) = (plan.fps, plan.phase_us);
    let stream = picture.stream;
    let mut graph = format!("[0:{stream}]{}", fixes(picture));
    if phase_us != 0 {
        graph.push_str(&format!("setpts=PTS-({})/TB,", s(phase_us)));
    }
    // A picture that has not begun yet holds its first; else the one on screen comes from before the start.
    let from_start = if i64::try_from(start_us).is_ok_and(|start| start <= picture.timing.first_us.max(0)) {
        ":start_time=0"
    } else {
        ""
    };
    let rate = format!("{}/{}", fps.num, fps.den);
    graph.push_str(&format!("fps={rate}{from_start},tpad=stop=-1:stop_mode=clone,trim=start_pts=0:end_pts={frames}"));
    for (n, rung) in rungs.iter().enumerate() {
        let scale = scaled((n == 0).then_some(picture), rung);
        let source = if n == 0 { ",".to_owned() } else { format!(";[x{n}]") };
        let next = if n + 1 == rungs.len() { format!("[o{n}]") } else { format!(",split=2[o{n}][x{}]", n + 1) };
        graph.push_str(&format!("{source}{scale}{next}"));
    }
    graph
}

/// A piece of the source's own picture, from a keyframe on; variant 0 lands in folder `0`.
///
/// It seeks a little behind the keyframe: some containers are searched from before the time asked for.
pub fn copy(file: &str, picture: &Picture, chunk: &ChunkPlan) -> Args {
    const BEHIND_US: u64 = 150_000;
    let mut args = ffmpeg();
    let seek = if chunk.start_us == 0 { 0 } else { chunk.start_us + BEHIND_US };
    if seek > 0 {
        args.extend(["-ss".to_owned(), at(seek)]);
    }
    let length = chunk.duration_us + if seek == 0 { BEHIND_US } else { 0 };
    args.extend(["-t".to_owned(), at(length)]);
    input(&mut args, file);
    args.extend(["-map".to_owned(), format!("0:{}", picture.stream)]);
    args.extend(list(&["-c", "copy", "-map_metadata", "-1", "-output_ts_offset"]));
    args.push(at(seek));
    args.extend(list(&["-avoid_negative_ts", "disabled", "-progress", "pipe:1", "-stats_period", "0.5"]));
    args.extend(list(&["-f", "hls", "-hls_time", "6", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]));
    args.extend(list(&["-hls_flags", "independent_segments", "-hls_segment_options", "movflags=+frag_discont"]));
    args.extend(list(&["-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", "file:0/s%05d.m4s"]));
    args.push("file:0/v.m3u8".to_owned());
    args
}

/// How the sound of the whole lecture is to be made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoundWork {
    /// As it is.
    pub copied: bool,
    /// Louder or quieter by so many decibels.
    pub gain_db: f64,
    /// Length of a segment.
    pub segment_s: u64,
    /// Of the whole lecture.
    pub duration_us: u64,
}

/// The sound of the whole lecture from its extract, in one go; segments are listed in `0/v.m3u8` as they are finished.
pub fn sound(file: &str, sound: &Sound, work: SoundWork) -> Args {
    let mut args = ffmpeg();
    input(&mut args, file);
    args.extend(list(&["-map", "0:a:0", "-vn"]));
    if work.copied {
        // What lies before zero is the encoder's run-up, which players drop; in the extract it has come to begin at zero.
        args.extend(list(&["-c:a", "copy", "-output_ts_offset"]));
        args.push(s(sound.first_us));
    } else {
        // The extract begins with its first packet: what it begins late or early comes back here.
        let mut filters = vec!["aresample=48000:async=1:min_hard_comp=0.02".to_owned()];
        match sound.first_us {
            late @ 1000.. => filters.push(format!("adelay=delays={}:all=1", (late + 500) / 1000)),
            early @ ..=-1000 => filters.push(format!("atrim=start={},asetpts=PTS-STARTPTS", s(-early))),
            _ => {}
        }
        if work.gain_db != 0.0 {
            filters.push(format!("volume={:.2}dB,alimiter=limit=0.84:level=disabled", work.gain_db));
        }
        filters.push(format!("apad=whole_dur={}us,atrim=end={}", work.duration_us, at(work.duration_us)));
        args.extend(["-af".to_owned(), filters.join(",")]);
        args.extend(list(&["-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"]));
    }
    args.extend(list(&[
        "-threads",
        "1",
        "-map_metadata",
        "-1",
        "-avoid_negative_ts",
        "disabled",
        "-progress",
        "pipe:1",
    ]));
    args.extend(list(&["-stats_period", "0.5", "-f", "hls", "-hls_time"]));
    args.push(work.segment_s.to_string());
    args.extend(list(&[
        "-hls_playlist_type",
        "event",
        "-hls_segment_type",
        "fmp4",
        "-hls_flags",
        "independent_segments+temp_file",
    ]));
    args.extend(list(&[
        "-hls_fmp4_init_filename",
        "init.mp4",
        "-hls_segment_filename",
        "file:0/s%05d.m4s",
        "file:0/v.m3u8",
    ]));
    args
}

/// Measures loudness over the whole extract; the answer is the summary at the end of standard error.
pub fn loudness(file: &str) -> Args {
    let mut args = ffmpeg();
    if let Some(level) = args.iter_mut().find(|a| *a == "error") {
        *level = "info".to_owned();
    }
    input(&mut args, file);
    args.extend(list(&["-map", "0:a:0", "-vn", "-af", "ebur128=peak=none:framelog=verbose", "-f", "null", "-"]));
    args
}

/// Integrated loudness from [`loudness`]'s summary, in LUFS.
pub fn read_loudness(stderr: &[String]) -> Option<f64> {
    let line = stderr.iter().rev().find_map(|l| l.trim().strip_prefix("I:"))?;
    line.trim().strip_suffix("LUFS")?.trim().parse().ok().filter(|i: &f64| *i > -69.0)
}

/// How much louder speech of `lufs` must be to reach -16 LUFS; quiet rooms are not blown up without end.
pub fn gain_db(lufs: f64) -> f64 {
    (-16.0 - lufs).clamp(-20.0, 15.0)
}

/// Four seconds from `start_us` on, encoded to be weighed.
pub fn measure(file: &str, picture: &Picture, fps: Fps, rung: &Rung, start_us: u64, out: &str) -> Args {
    let mut args = ffmpeg();
    args.extend(list(&["-threads", "1"]));
    if start_us > 0 {
        args.extend(["-ss".to_owned(), at(start_us)]);
    }
    args.extend(list(&["-t", "4"]));
    input(&mut args, file);
    args.extend(list(&[
        "-an",
        "-sn",
        "-dn",
        "-filter_threads",
        "1",
        "-filter_complex_threads",
        "1",
        "-filter_complex",
    ]));
    args.push(format!(
        "[0:{}]{}fps={}/{},{}[o]",
        picture.stream,
        fixes(picture),
        fps.num,
        fps.den,
        scaled(Some(picture), rung)
    ));
    args.extend(list(&[
        "-map",
        "[o]",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-profile:v",
        "high",
        "-threads",
        "1",
        "-crf",
    ]));
    args.push(rung.crf.to_string());
    args.extend(list(&["-g", "9999", "-sc_threshold", "0", "-f", "h264"]));
    args.push(format!("file:{out}"));
    args
}

/// One picture at `at_us` as JPEG.
pub fn poster(file: &str, picture: &Picture, rung: &Rung, at_us: u64, out: &str) -> Args {
    let mut args = ffmpeg();
    args.extend(["-threads".to_owned(), "1".to_owned(), "-ss".to_owned(), at(at_us)]);
    input(&mut args, file);
    args.extend(list(&["-an", "-sn", "-dn", "-filter_complex"]));
    args.push(format!("[0:{}]{}{}[o]", picture.stream, fixes(picture), scaled(Some(picture), rung)));
    args.extend(list(&["-map", "[o]", "-frames:v", "1", "-q:v", "3", "-f", "mjpeg"]));
    args.push(format!("file:{out}"));
    args
}
