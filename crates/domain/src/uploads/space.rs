use lectern_config::UploadsConfig;

/// Whether `size_bytes` more fit beside what unfinished uploads may still bring and what must stay free. Where the
/// store is on another machine nobody can tell, and it fits.
pub(super) fn fits(config: &UploadsConfig, size_bytes: u64, promised_bytes: u64) -> bool {
    let Some(folder) = &config.free_space_of else { return true };
    match rustix::fs::statvfs(folder) {
        Ok(volume) => {
            let free = volume.f_bavail.saturating_mul(volume.f_frsize);
            free >= config.keep_free_bytes.saturating_add(promised_bytes).saturating_add(size_bytes)
        }
        Err(error) => {
            tracing::warn!(%error, "free space cannot be told");
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused() {
        let config =
            UploadsConfig { free_space_of: Some(std::env::temp_dir()), keep_free_bytes: 0, ..Default::default() };
        assert!(fits(&config, 1, 0));
        assert!(!fits(&config, 1 << 62, 0));
        assert!(!fits(&config, 1, 1 << 62));
        assert!(!fits(&UploadsConfig { keep_free_bytes: u64::MAX, ..config }, 1, 0));
    }
}
