//! Free ports.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

/// Own ports are drawn below the range that outgoing connections take theirs from (32768 and up on Linux), so that none of
/// those sits on a port between the draw and its use.
const DRAWN_FROM: std::ops::Range<u16> = 20_000..32_000;

/// Whether nobody listens on `port` of `address`.
pub fn is_free(address: IpAddr, port: u16) -> bool {
    TcpListener::bind(SocketAddr::new(address, port)).is_ok()
}

/// A port of the loopback address that was free a moment ago.
///
/// # Errors
/// When a hundred draws found none.
pub fn free_port() -> std::io::Result<u16> {
    (0..100)
        .map(|_| rand::random_range(DRAWN_FROM))
        .find(|port| is_free(Ipv4Addr::LOCALHOST.into(), *port))
        .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::AddrInUse, "no free port on the loopback address"))
}
