//! As much of SMTP (RFC 5321) as a mail program needs to hand over a mail.

use super::Inbox;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The largest mail that is taken.
pub(super) const SIZE_BYTES: usize = 5 * 1024 * 1024;
/// RFC 5321 asks for 512; extensions need some more.
const COMMAND_BYTES: usize = 2048;
/// Recipients of one mail.
const RECIPIENTS: usize = 100;
/// Connections at once.
const CONNECTIONS: usize = 32;
/// A peer that says nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);

pub(super) async fn serve(listener: TcpListener, inbox: Inbox) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "no mail connection could be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let inbox = inbox.clone();
        tokio::spawn(async move {
            let (read, mut write) = stream.into_split();
            if let Err(error) = talk(&mut BufReader::new(read), &mut write, &inbox).await {
                tracing::debug!(%error, "a mail connection ended early");
            }
            drop(place);
        });
    }
}

/// What has been said of the mail to come.
#[derive(Default)]
struct Envelope {
    from: bool,
    to: Vec<String>,
}

async fn talk<R, W>(reader: &mut R, writer: &mut W, inbox: &Inbox) -> io::Result<()>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
{
    writer.write_all(b"220 lectern.localhost takes mails and sends none\r\n").await?;
    let mut envelope = Envelope::default();
    loop {
        let mut line = Vec::new();
        match line_of(reader, &mut line, COMMAND_BYTES).await? {
            Line::End => return Ok(()),
            Line::TooLong => {
                writer.write_all(b"500 too long\r\n").await?;
                continue;
            }
            Line::Whole => {}
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer: &[u8] = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                envelope = Envelope::default();
                let said =
                    format!("250-lectern.localhost\r\n250-SIZE {SIZE_BYTES}\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
                writer.write_all(said.as_bytes()).await?;
                continue;
            }
            "HELO" => {
                envelope = Envelope::default();
                b"250 lectern.localhost\r\n"
            }
            "MAIL" => match address(rest, "FROM:") {
                Some(_) if declared_size(rest) > SIZE_BYTES => b"552 too large\r\n",
                Some(_) => {
                    envelope = Envelope { from: true, to: Vec::new() };
                    b"250 ok\r\n"
                }
                None => b"501 MAIL FROM:<address>\r\n",
            },
            "RCPT" => match address(rest, "TO:") {
                _ if !envelope.from => b"503 MAIL first\r\n",
                _ if envelope.to.len() >= RECIPIENTS => b"452 too many recipients\r\n",
                Some(to) if !to.is_empty() => {
                    envelope.to.push(to);
                    b"250 ok\r\n"
                }
                _ => b"501 RCPT TO:<address>\r\n",
            },
            "DATA" if envelope.to.is_empty() => b"503 RCPT first\r\n",
            "DATA" => {
                writer.write_all(b"354 end with a line that is one dot\r\n").await?;
                let to = std::mem::take(&mut envelope).to;
                match data(reader).await? {
                    Data::End => return Ok(()),
                    Data::TooLarge => b"552 too large\r\n",
                    Data::Whole(body) => keep(inbox, to, body).await,
                }
            }
            "RSET" => {
                envelope = Envelope::default();
                b"250 ok\r\n"
            }
            "NOOP" => b"250 ok\r\n",
            "VRFY" => b"252 try it\r\n",
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 not here\r\n",
        };
        writer.write_all(answer).await?;
    }
}

async fn keep(inbox: &Inbox, to: Vec<String>, body: Vec<u8>) -> &'static [u8] {
    let inbox = inbox.clone();
    match tokio::task::spawn_blocking(move || inbox.keep(&to, &body)).await {
        Ok(Ok(())) => b"250 kept\r\n",
        Ok(Err(error)) => {
            tracing::error!(%error, "a mail could not be kept");
            b"451 the disk refused\r\n"
        }
        Err(_) => b"451 broken\r\n",
    }
}

/// The address between `<` and `>` after `FROM:` or `TO:`.
fn address(rest: &str, before: &str) -> Option<String> {
    let start = rest.get(..before.len()).filter(|start| start.eq_ignore_ascii_case(before))?;
    let (address, _) = rest[start.len()..].trim_start().strip_prefix('<')?.split_once('>')?;
    (address.len() <= 320 && !address.chars().any(char::is_control)).then(|| address.to_owned())
}

/// `SIZE=` of a `MAIL`, 0 when it names none (RFC 1870).
fn declared_size(rest: &str) -> usize {
    let parameter = rest.split(' ').find_map(|part| part.to_ascii_uppercase().strip_prefix("SIZE=").map(str::to_owned));
    parameter.and_then(|size| size.parse().ok()).unwrap_or(0)
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads to the end of the line into `line`, at most `limit` bytes; what is beyond is dropped.
async fn line_of<R: AsyncBufRead + Unpin>(reader: &mut R, line: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    let silent = |_| io::Error::from(io::ErrorKind::TimedOut);
    let mut fits = true;
    loop {
        let read = tokio::time::timeout(SILENCE, reader.fill_buf()).await.map_err(silent)??;
        if read.is_empty() {
            return Ok(Line::End);
        }
        let end = read.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(read.len(), |at| at + 1);
        fits &= line.len() + taken <= limit;
        if fits {
            line.extend_from_slice(&read[..taken]);
        }
        reader.consume(taken);
        if end.is_some() {
            return Ok(if fits { Line::Whole } else { Line::TooLong });
        }
    }
}

enum Data {
    Whole(Vec<u8>),
    TooLarge,
    End,
}

/// Reads a mail to its last dot. One that is too large is read to its end as well, or its sender would hear nothing.
async fn data<R: AsyncBufRead + Unpin>(reader: &mut R) -> io::Result<Data> {
    let mut body = Vec::new();
    let mut fits = true;
    loop {
        let mut line = Vec::new();
        match line_of(reader, &mut line, SIZE_BYTES).await? {
            Line::End => return Ok(Data::End),
            Line::TooLong => fits = false,
            Line::Whole if line == b".\r\n" || line == b".\n" => {
                return Ok(if fits { Data::Whole(body) } else { Data::TooLarge });
            }
            Line::Whole => {
                let line = line.strip_prefix(b".").unwrap_or(&line);
                fits &= body.len() + line.len() <= SIZE_BYTES;
                if fits {
                    body.extend_from_slice(line);
                } else {
                    body = Vec::new();
                }
            }
        }
    }
}
