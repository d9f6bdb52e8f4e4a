//! `lectern up`: a whole school in one process with private services.

use crate::cli::UpArgs;
use crate::demo::Demo;
use crate::roles::stop_on_signal;
use crate::settings;
use crate::steps::Steps;
use anyhow::Context;
use lectern_config::Settings;
use lectern_local::mail::MailSink;
use lectern_local::{Edge, EdgeConfig, Instance, Place, Services, ServicesOptions, is_free};
use lectern_telemetry::PrometheusHandle;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long the roles may take to put down their work.
const PUT_DOWN: Duration = Duration::from_secs(25);
/// Ports tried after the one that was asked for.
const NEXT_PORTS: u16 = 50;

/// Starts everything, waits for a reason to stop, stops everything.
pub async fn run(arguments: UpArgs) -> anyhow::Result<()> {
    let steps = Steps::begin();
    let data = arguments.data.clone().unwrap_or_else(Place::default_data);
    std::fs::create_dir_all(&data).with_context(|| format!("the data folder {}", data.display()))?;
    let data = data.canonicalize()?;
    let stop = stop_on_signal()?;
    let starting = start_services(&data, steps);
    let services = tokio::select! {
        services = starting => services?,
        () = stop.cancelled() => return Ok(()),
    };
    let mut roles = JoinSet::new();
    let outcome = tokio::select! {
        started = start(&arguments, &services, steps, &stop, &mut roles) => match started {
            Ok(()) => watch(&services, &mut roles, &stop).await,
            Err(error) => Err(error),
        },
        () = stop.cancelled() => Ok(()),
        collapse = services.supervisor().collapsed() => Err(collapse.into()),
    };
    if let Err(error) = &outcome {
        tracing::error!("stopping: {error:#}");
    }
    println!();
    steps.done("stopping");
    stop.cancel();
    let put_down = async { while roles.join_next().await.is_some() {} };
    if tokio::time::timeout(PUT_DOWN, put_down).await.is_err() {
        tracing::warn!("some work was not put down in time; it is found again at the next start");
    }
    drop(std::fs::remove_file(data.join(settings::FILE)));
    services.stop().await;
    steps.done("stopped");
    outcome
}

async fn start_services(data: &Path, steps: Steps) -> anyhow::Result<Services> {
    let configured = |key: &str| std::env::var_os(key).is_some();
    let options = ServicesOptions {
        careless: false,
        without_postgres: configured("LECTERN_DATABASE__URL"),
        without_redis: configured("LECTERN_REDIS__URL"),
        without_store: configured("LECTERN_STORE__ENDPOINT"),
        without_mail: configured("LECTERN_MAIL__SMTP"),
    };
    let services = Services::start_with(data, options, |name| steps.done(&format!("{name} is ready"))).await?;
    if services.place().private != services.place().data {
        println!(
            "          (other accounts cannot enter {}: database, cache and edge live in {})",
            data.display(),
            services.place().private.display()
        );
    }
    Ok(services)
}

/// From running services to an open school.
async fn start(
    arguments: &UpArgs,
    services: &Services,
    steps: Steps,
    stop: &CancellationToken,
    roles: &mut JoinSet<anyhow::Result<&'static str>>,
) -> anyhow::Result<()> {
    let place = services.place();
    let port = choose_port(arguments.bind, arguments.port)?;
    let shown = arguments.bind.filter(|address| !address.is_unspecified()).map_or("localhost".to_owned(), |address| {
        SocketAddr::new(address, 0).to_string().trim_end_matches(":0").to_owned()
    });
    let text = settings::local(services, services.store_endpoint().as_deref(), &format!("http://{shown}:{port}"))?;
    let mut settings = Settings::from_toml_and_env(&text)?;
    lectern_telemetry::start_logs_in(&settings.telemetry, &place.logs().join("lectern.log"))?;
    let meters = lectern_telemetry::start_meters()?;

    let pool = lectern_db::connect(&settings.database, "up").await?;
    lectern_db::MIGRATOR.run(&pool).await.context("the database cannot be brought to this release")?;
    pool.close().await;
    steps.done("the database has this release's tables");
    if services.store_endpoint().is_some() {
        lectern_store::Store::connect(&settings.store)?.create_bucket_if_missing().await?;
    }

    let (_edge, port) = start_edge(arguments, services, &settings, port).await?;
    settings.http.public_url = format!("http://{shown}:{port}");
    std::fs::create_dir_all(&settings.worker.work_dir)?;
    start_roles(&settings, &meters, stop, roles);
    ready(&settings, roles).await?;
    settings::publish(&place.data, &text, &settings.http.public_url)?;
    steps.done("api, worker and streaming are ready");
    let mails = match services.mail() {
        // For this machine only, whatever the school is open to.
        Some(_) => format!("  Mails it sends:     http://localhost:{port}/mail\n"),
        None => String::new(),
    };
    println!(
        "\n  Lectern is open at  {}\n{mails}  Data and logs:      {}\n  Stop it with Ctrl-C.\n",
        settings.http.public_url,
        place.data.display()
    );
    if !arguments.no_demo && arguments.demo.join("school.toml").is_file() {
        tokio::spawn(stop.clone().run_until_cancelled_owned(fill(
            arguments.demo.clone(),
            demo_password(services)?,
            settings,
            steps,
        )));
    }
    Ok(())
}

/// The demo school is filled while the school is open already; what a stop interrupts goes on at the next start.
async fn fill(folder: PathBuf, password: String, settings: Settings, steps: Steps) {
    let demo = Demo { base: &settings.http.public_url, folder: &folder, password: &password };
    if let Err(error) = demo.open(&settings, steps).await {
        tracing::error!("the demo school: {error:#}");
        println!("  The demo school is not finished ({error:#}); the next start goes on with it.");
    }
}

/// Drawn once for the instance and kept with its other secrets.
fn demo_password(services: &Services) -> anyhow::Result<String> {
    if let Some(password) = &services.instance().demo_password {
        return Ok(password.clone());
    }
    let password = crate::demo::new_password();
    let instance = Instance { demo_password: Some(password.clone()), ..services.instance().clone() };
    instance.save(&services.place().data)?;
    Ok(password)
}

fn choose_port(bind: Option<IpAddr>, first: u16) -> anyhow::Result<u16> {
    let last = first.saturating_add(NEXT_PORTS);
    let free = |port: &u16| settings::listen(bind, *port).iter().all(|at| is_free(at.ip(), at.port()));
    (first..=last)
        .find(free)
        .with_context(|| format!("nothing can listen on ports {first} to {last}; choose another with --port"))
}

/// Another instance that starts at the same moment may take the port between the look and nginx's listening: then the next.
async fn start_edge(
    arguments: &UpArgs,
    services: &Services,
    settings: &Settings,
    port: u16,
) -> anyhow::Result<(Edge, u16)> {
    let mut port = port;
    loop {
        let config = edge_config(arguments, services, settings, port)?;
        match Edge::start(services.place(), services.supervisor(), &config).await {
            Ok(edge) => return Ok((edge, port)),
            Err(error) if error.to_string().contains("Address already in use") => {
                port = choose_port(arguments.bind, port + 1)?;
            }
            Err(error) => return Err(error),
        }
    }
}

fn edge_config(arguments: &UpArgs, services: &Services, settings: &Settings, port: u16) -> anyhow::Result<EdgeConfig> {
    let endpoint = url::Url::parse(&settings.store.endpoint).context("store.endpoint")?;
    let store = format!(
        "{}:{}",
        endpoint.host_str().context("store.endpoint names no host")?,
        endpoint.port_or_known_default().unwrap_or(80)
    );
    Ok(EdgeConfig {
        listen: settings::listen(arguments.bind, port),
        api: settings.http.api,
        streaming: settings.http.streaming,
        store_host: settings.store.upload_host.clone().unwrap_or_else(|| store.clone()),
        store,
        bucket: settings.store.bucket.clone(),
        store_origin: settings.store.public_endpoint.clone(),
        mail: services.mail().map(MailSink::page),
        web: arguments.web.clone(),
    })
}

fn start_roles(
    settings: &Settings,
    meters: &PrometheusHandle,
    stop: &CancellationToken,
    roles: &mut JoinSet<anyhow::Result<&'static str>>,
) {
    let (with, using, until) = (settings.clone(), meters.clone(), stop.clone());
    roles.spawn(async move { lectern_api::serve(with, using, until).await.context("api").map(|()| "api") });
    let (with, using, until) = (settings.clone(), meters.clone(), stop.clone());
    roles.spawn(async move { lectern_worker::serve(with, using, until).await.context("worker").map(|()| "worker") });
    let (with, using, until) = (settings.clone(), meters.clone(), stop.clone());
    roles.spawn(async move {
        lectern_streaming::serve(with, using, until).await.context("streaming").map(|()| "streaming")
    });
}

/// Waits until the API answers that everything behind it is there.
async fn ready(settings: &Settings, roles: &mut JoinSet<anyhow::Result<&'static str>>) -> anyhow::Result<()> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
    let address = format!("http://{}/api/health/ready", settings.http.api);
    let answering = async {
        loop {
            if client.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    };
    tokio::select! {
        answered = tokio::time::timeout(Duration::from_secs(60), answering) => answered.context("the API is not ready after a minute"),
        Some(ended) = roles.join_next() => Err(why(ended)),
    }
}

/// One role that ends takes the others along: half a school helps nobody.
async fn watch(
    services: &Services,
    roles: &mut JoinSet<anyhow::Result<&'static str>>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        collapse = services.supervisor().collapsed() => Err(collapse.into()),
        Some(ended) = roles.join_next() => if stop.is_cancelled() { Ok(()) } else { Err(why(ended)) },
    }
}

fn why(ended: Result<anyhow::Result<&'static str>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Ok(role)) => anyhow::anyhow!("{role} ended unasked"),
        Ok(Err(error)) => error,
        Err(panic) => anyhow::anyhow!("a role broke: {panic}"),
    }
}
