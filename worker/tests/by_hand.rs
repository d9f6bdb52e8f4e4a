//! Runs the pipeline over a folder of files and prints what became of each:
//! `SAMPLES=/tmp/samples cargo test -p lectern-worker --test by_hand -- --ignored --nocapture`.

mod house;

use house::House;
use lectern_domain::videos::VideoState;
use sqlx::PgPool;
use std::time::Instant;

#[sqlx::test(migrator = "lectern_db::MIGRATOR")]
#[ignore = "needs a folder of files"]
async fn a_folder_of_files(pool: PgPool) {
    lectern_telemetry::start_logs(&lectern_config::TelemetryConfig {
        log_format: lectern_config::LogFormat::Text,
        log_filter: "warn,lectern_worker=info".to_owned(),
    })
    .unwrap();
    let house = House::new(pool).await;
    let worker = house.worker();
    let mut files: Vec<_> =
        std::fs::read_dir(std::env::var("SAMPLES").unwrap()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let began = Instant::now();
        let video = house.upload(&file).await;
        let first =
            house.wait(video, |v| v.playable || matches!(v.state, VideoState::Failed | VideoState::Ready)).await;
        let playable = began.elapsed();
        let last = if first.state == VideoState::Failed {
            first
        } else {
            house.wait(video, |v| matches!(v.state, VideoState::Failed | VideoState::Ready)).await
        };
        let probe: Option<serde_json::Value> = sqlx::query_scalar("SELECT probe FROM videos WHERE video_id = $1")
            .bind(video.0)
            .fetch_one(&house.pool)
            .await
            .unwrap();
        println!(
            "== {} {:?} playable {:.1} s, ended {:.1} s, {:?} ms, {:?}, failure {:?}",
            file.file_name().unwrap().to_string_lossy(),
            last.state,
            playable.as_secs_f64(),
            began.elapsed().as_secs_f64(),
            last.duration_ms,
            last.qualities,
            last.failure,
        );
        println!("   probe {}", probe.unwrap_or_default());
        for generation in 1..=2 {
            for name in house.rendition_names(video, generation).await {
                let joined = house.join(video, generation, &name).await;
                let packets = house::packets(&joined.path);
                let gaps: Vec<f64> = packets.windows(2).map(|w| w[1].0 - w[0].0).collect();
                let longest = gaps.iter().copied().fold(0.0, f64::max);
                let shortest = gaps.iter().copied().fold(f64::MAX, f64::min);
                println!(
                    "   {generation} {name}: {} packets {:.3} to {:.3}, {} segments to {:.3}, gaps {shortest:.4} to {longest:.4}, inits equal {}, starts {:?}",
                    packets.len(),
                    packets[0].0,
                    packets.last().unwrap().0,
                    joined.starts_us.len(),
                    joined.end_us as f64 / 1e6,
                    joined.inits.iter().all(|i| *i == joined.inits[0]),
                    &joined.starts_us[..joined.starts_us.len().min(5)],
                );
            }
        }
    }
    worker.stop().await;
}
