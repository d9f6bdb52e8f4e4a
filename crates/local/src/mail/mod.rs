//! The mail server of a local run: takes every mail, sends none, and shows them on a page.
//!
//! Each mail is one file, `mail/<time and chance>.eml`, as it was received, below two lines that say for whom. The newest
//! five hundred are kept.

mod inbox;
mod page;
mod smtp;
#[cfg(test)]
mod tests;

pub use inbox::{Inbox, Letter};

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A running mail server; it stops when this is dropped.
#[derive(Debug)]
pub struct MailSink {
    smtp: SocketAddr,
    page: SocketAddr,
    inbox: Inbox,
    _stop: DropGuard,
}

impl MailSink {
    /// Takes mails on a free port of the loopback address, keeps them in `folder`, and shows them on another port.
    ///
    /// # Errors
    /// When the folder cannot be made or nothing can be listened on.
    pub async fn start(folder: PathBuf) -> io::Result<Self> {
        let inbox = Inbox::open(folder)?;
        let mails = TcpListener::bind((Ipv4Addr::LOCALHOST, crate::free_port()?)).await?;
        let pages = TcpListener::bind((Ipv4Addr::LOCALHOST, crate::free_port()?)).await?;
        let (smtp, page) = (mails.local_addr()?, pages.local_addr()?);
        let stop = CancellationToken::new();
        tokio::spawn(stop.clone().run_until_cancelled_owned(smtp::serve(mails, inbox.clone())));
        let serving =
            axum::serve(pages, page::router(inbox.clone())).with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the page of mails ended");
            }
        });
        Ok(Self { smtp, page, inbox, _stop: stop.drop_guard() })
    }

    /// Where it takes mails, for `mail.smtp`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.smtp)
    }

    /// Where it shows them, below `/mail`.
    #[must_use]
    pub fn page(&self) -> SocketAddr {
        self.page
    }

    /// What it keeps.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }
}
