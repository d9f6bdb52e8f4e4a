use serde::Deserialize;
use std::path::PathBuf;

/// Limits on what is uploaded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UploadsConfig {
    /// Largest video file, in bytes.
    pub max_size_bytes: u64,
    /// Unfinished uploads one account may have.
    pub max_open: i64,
    /// An upload that nobody has touched for so long is aborted, in seconds.
    pub idle_ttl_s: i64,
    /// A folder on the volume of the store whose free space is checked before an upload; local mode sets it.
    pub free_space_of: Option<PathBuf>,
    /// Space that must stay free there, in bytes.
    pub keep_free_bytes: u64,
    /// Largest picture, in bytes.
    pub max_picture_bytes: usize,
    /// Largest file of a course beside its videos, in bytes; the edge lets 101 MiB through.
    pub max_file_bytes: u64,
    /// All files of one course beside its videos, in bytes.
    pub max_course_files_bytes: u64,
}

impl Default for UploadsConfig {
    fn default() -> Self {
        Self {
            max_size_bytes: 10 << 30,
            max_open: 50,
            idle_ttl_s: 7 * 24 * 3600,
            free_space_of: None,
            keep_free_bytes: 1 << 30,
            max_picture_bytes: 10 << 20,
            max_file_bytes: 100 << 20,
            max_course_files_bytes: 5 << 30,
        }
    }
}

/// How ffmpeg is cut off from the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sandbox {
    /// Refuse to work where the kernel does not allow it.
    Require,
    /// Use it where the kernel allows, and show the operator when it does not.
    #[default]
    BestEffort,
    /// Do not try.
    Off,
}

/// The pipeline.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VideoConfig {
    /// How ffmpeg is cut off from the network.
    pub sandbox: Sandbox,
    /// Address space of one ffmpeg, in bytes.
    pub memory_limit_bytes: u64,
    /// Longest lecture, in seconds.
    pub max_duration_s: u64,
    /// Encoding slots over all workers that plans are made for.
    pub planned_slots: u32,
    /// A generation nobody watches any more is removed after so long, in seconds.
    pub retire_after_s: i64,
}

impl Default for VideoConfig {
    fn default() -> Self {
        Self {
            sandbox: Sandbox::BestEffort,
            memory_limit_bytes: 3 << 30,
            max_duration_s: 12 * 3600,
            planned_slots: 2,
            retire_after_s: 3600,
        }
    }
}

/// This worker process.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkerConfig {
    /// Scratch space; sparse copies of sources and segments being made lie here.
    pub work_dir: PathBuf,
    /// Media jobs at once; the number of cores when absent.
    pub slots: Option<usize>,
    /// The account ffmpeg runs as when the worker is root; `nobody` when absent.
    pub media_user: Option<String>,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self { work_dir: std::env::temp_dir().join("lectern-worker"), slots: None, media_user: None }
    }
}

/// Grants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaybackConfig {
    /// Life of the token in an address, in seconds.
    pub token_ttl_s: i64,
    /// Life of a playback session without a report or renewal, in seconds.
    pub session_ttl_s: i64,
    /// Lessons one account may watch at once.
    pub max_streams: i64,
    /// Reports are gathered this long before one statement writes them, in milliseconds.
    pub gather_ms: u64,
}

impl Default for PlaybackConfig {
    fn default() -> Self {
        Self { token_ttl_s: 24 * 3600, session_ttl_s: 15 * 60, max_streams: 3, gather_ms: 40 }
    }
}
