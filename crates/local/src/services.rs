//! PostgreSQL, Redis, the S3 store and the mail server of one place, started together.

use crate::instance::{Instance, Lock};
use crate::mail::MailSink;
use crate::place::Place;
use crate::postgres::Postgres;
use crate::redis::Redis;
use crate::s3::{S3Handle, S3Server};
use crate::supervisor::Supervisor;
use std::net::Ipv4Addr;
use std::path::Path;
use tokio::net::TcpListener;

/// What is not as in a school.
#[derive(Debug, Clone, Copy, Default)]
pub struct ServicesOptions {
    /// Gives up what protects data from a power cut; for tests.
    pub careless: bool,
    /// PostgreSQL is configured elsewhere.
    pub without_postgres: bool,
    /// Redis is configured elsewhere.
    pub without_redis: bool,
    /// The store is configured elsewhere.
    pub without_store: bool,
    /// Mails leave by a server configured elsewhere.
    pub without_mail: bool,
}

/// Running private services; they stop when this is dropped.
#[derive(Debug)]
pub struct Services {
    supervisor: Supervisor,
    postgres: Option<Postgres>,
    redis: Option<Redis>,
    store: Option<S3Handle>,
    mail: Option<MailSink>,
    instance: Instance,
    place: Place,
    // Last, so that the folder is free only when everything has stopped.
    _lock: Lock,
}

impl Services {
    /// Starts all on `data`, for tests: quick and without care for a power cut.
    ///
    /// # Errors
    /// When a program is not installed, another process runs on the folder, or a service does not start.
    pub async fn start(data: &Path) -> anyhow::Result<Self> {
        let options = ServicesOptions { careless: true, ..ServicesOptions::default() };
        Self::start_with(data, options, |_| ()).await
    }

    /// As [`Services::start`], saying each step to `done` when it is done.
    ///
    /// # Errors
    /// As [`Services::start`].
    pub async fn start_with(data: &Path, options: ServicesOptions, mut done: impl FnMut(&str)) -> anyhow::Result<Self> {
        let lock = Lock::take(data)?;
        let mut instance = Instance::open(data)?;
        let place = Place::choose(data, &mut instance)?;
        std::fs::create_dir_all(place.logs())?;
        let supervisor = Supervisor::new()?;
        let (postgres, redis, store, mail) = (None, None, None, None);
        let mut services = Self { supervisor, postgres, redis, store, mail, instance, place, _lock: lock };
        if !options.without_postgres {
            services.postgres = Some(Postgres::start(&services.place, &services.supervisor, options.careless).await?);
            done("PostgreSQL");
        }
        if !options.without_redis {
            services.redis = Some(Redis::start(&services.place, &services.supervisor).await?);
            done("Redis");
        }
        if !options.without_store {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, crate::free_port()?)).await?;
            let (key, secret) =
                (&services.instance.store_access_key, services.instance.store_secret_key.clone().into());
            let folder = services.place.data.join("store");
            services.store = Some(S3Server::start(folder, listener, key, &secret).await?);
            done("the store");
        }
        if !options.without_mail {
            services.mail = Some(MailSink::start(services.place.data.join("mail")).await?);
            done("the mail server");
        }
        Ok(services)
    }

    /// Address of the database; `None` when it is configured elsewhere.
    pub fn database_url(&self) -> Option<String> {
        self.postgres.as_ref().map(Postgres::url)
    }

    /// Address of Redis; `None` when it is configured elsewhere.
    pub fn redis_url(&self) -> Option<String> {
        self.redis.as_ref().map(Redis::url)
    }

    /// Address of the store; `None` when it is configured elsewhere.
    pub fn store_endpoint(&self) -> Option<String> {
        self.store.as_ref().map(|store| format!("http://{}", store.address()))
    }

    /// The mail server; `None` when mails leave by another.
    pub fn mail(&self) -> Option<&MailSink> {
        self.mail.as_ref()
    }

    /// The instance's id and secrets.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The instance's folders.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Who keeps the children running.
    pub fn supervisor(&self) -> &Supervisor {
        &self.supervisor
    }

    /// Stops all.
    pub async fn stop(self) {
        if let Some(store) = self.store {
            store.stop().await;
        }
        self.supervisor.stop_all().await;
    }
}
