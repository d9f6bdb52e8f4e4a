//! The settings of a local instance, as the text its roles read.

use lectern_local::{Instance, Place, Services, free_port, is_free};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Written into the data folder while `up` runs, for `lectern admin` and further workers. Holds secrets: mode 600.
pub const FILE: &str = "running.toml";

/// The bucket of a local instance, and first part of the addresses that parts of files are sent to.
pub const BUCKET: &str = "store";

/// What part addresses are signed for; the edge sets exactly this.
pub const STORE_HOST: &str = "store.lectern.internal";

/// The settings of `services`' instance. What is configured by the environment is missing here and read over it.
pub fn local(services: &Services, store: Option<&str>, public_url: &str) -> anyhow::Result<String> {
    let (instance, place) = (services.instance(), services.place());
    let mut settings = toml::Table::new();
    settings.insert("instance".into(), instance.id.clone().into());
    settings.insert("http".into(), http(public_url)?.into());
    if let Some(url) = services.database_url() {
        settings.insert("database".into(), table([("url", url)]).into());
    }
    if let Some(url) = services.redis_url() {
        settings.insert("redis".into(), table([("url", url)]).into());
    }
    if let Some(endpoint) = store {
        settings.insert("store".into(), store_section(instance, endpoint).into());
    }
    settings.insert("auth".into(), table([("secret", instance.auth_secret.clone())]).into());
    settings.insert("payments".into(), payments(instance).into());
    settings.insert("uploads".into(), table([("free_space_of", text(place, "store"))]).into());
    settings.insert("worker".into(), table([("work_dir", text_private(place, "work"))]).into());
    if let Some(mail) = services.mail() {
        settings.insert("mail".into(), table([("smtp", mail.url())]).into());
    }
    Ok(toml::to_string(&settings)?)
}

fn http(public_url: &str) -> anyhow::Result<toml::Table> {
    let mut http = table([("public_url", public_url.to_owned())]);
    for service in ["api", "streaming", "worker"] {
        http.insert(service.into(), SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?)).to_string().into());
    }
    Ok(http)
}

/// A local school sells through the test provider, so that buying can be seen; no money moves.
fn payments(instance: &Instance) -> toml::Table {
    let secret = format!("test payments of {}", instance.auth_secret);
    let mut test = table([("secret", secret)]);
    test.insert("enabled".into(), true.into());
    let mut payments = toml::Table::new();
    payments.insert("test".into(), test.into());
    payments
}

fn store_section(instance: &Instance, endpoint: &str) -> toml::Table {
    table([
        ("endpoint", endpoint.to_owned()),
        ("bucket", BUCKET.to_owned()),
        ("access_key", instance.store_access_key.clone()),
        ("secret_key", instance.store_secret_key.clone()),
        ("upload_host", STORE_HOST.to_owned()),
    ])
}

/// Addresses the edge may listen on with `port`: the one that was asked for, or all of both families.
pub fn listen(bind: Option<IpAddr>, port: u16) -> Vec<SocketAddr> {
    let every = [IpAddr::from(Ipv4Addr::UNSPECIFIED), Ipv6Addr::UNSPECIFIED.into()];
    match bind {
        Some(address) => vec![SocketAddr::new(address, port)],
        // A machine may have no IPv6 at all.
        None => every
            .into_iter()
            .filter(|address| address.is_ipv4() || is_free(Ipv6Addr::LOCALHOST.into(), 0))
            .map(|address| SocketAddr::new(address, port))
            .collect(),
    }
}

fn table<const N: usize>(values: [(&str, String); N]) -> toml::Table {
    values.into_iter().map(|(key, value)| (key.to_owned(), toml::Value::String(value))).collect()
}

fn text(place: &Place, folder: &str) -> String {
    place.data.join(folder).display().to_string()
}

fn text_private(place: &Place, folder: &str) -> String {
    place.private.join(folder).display().to_string()
}

/// Tells `lectern admin` and further workers how to reach the running instance.
pub fn publish(data: &std::path::Path, text: &str, public_url: &str) -> anyhow::Result<()> {
    let mut settings: toml::Table = toml::from_str(text)?;
    if let Some(http) = settings.get_mut("http").and_then(toml::Value::as_table_mut) {
        http.insert("public_url".into(), public_url.into());
    }
    Ok(lectern_local::write_whole(&data.join(FILE), toml::to_string(&settings)?.as_bytes())?)
}
