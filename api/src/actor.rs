use crate::error::ApiError;
use crate::state::AppState;
use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use lectern_domain::accounts::Actor;
use lectern_domain::auth::Device;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Who is asking. Without a token or with a broken one the answer is 401.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn(pub Actor);

fn signed_out() -> ApiError {
    ApiError::refused(StatusCode::UNAUTHORIZED, "signed-out", "sign in to go on")
}

async fn actor(parts: &Parts, app: &AppState) -> Result<Option<Actor>, ApiError> {
    let Some(header) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).ok_or_else(signed_out)?;
    let claims = app.auth.keys.read_access(token, app.clock.now()).ok_or_else(signed_out)?;
    let actor = app.sessions.actor(&*app.clock, &claims).await?;
    Ok(Some(actor.ok_or_else(signed_out)?))
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        actor(parts, app).await?.map(Self).ok_or_else(signed_out)
    }
}

/// A visitor passes as `None`; broken credentials are still refused, so that a page learns to renew them.
impl OptionalFromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Option<Self>, ApiError> {
        Ok(actor(parts, app).await?.map(Self))
    }
}

/// The browser a request comes from.
#[derive(Debug, Clone)]
pub struct From(pub Device);

impl FromRequestParts<AppState> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = client_address(peer, &parts.headers, &app.settings.auth.trusted_proxies);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Self(Device { address, user_agent: agent.chars().take(300).collect() }))
    }
}

/// The nearest address in `X-Forwarded-For` that is not one of our proxies: what stands before it anyone may write.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.unwrap_or(Ipv4Addr::LOCALHOST.into()).to_canonical();
    if !proxies.contains(&peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        forwarded.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !proxies.contains(hop)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_word() {
        let proxy: IpAddr = Ipv4Addr::LOCALHOST.into();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 203.0.113.9".parse().unwrap());
        let stranger: IpAddr = "198.51.100.7".parse().unwrap();
        assert_eq!(client_address(Some(stranger), &headers, &[proxy]), stranger);
        assert_eq!(client_address(Some(proxy), &headers, &[proxy]), "203.0.113.9".parse::<IpAddr>().unwrap());
        assert_eq!(client_address(Some(proxy), &HeaderMap::new(), &[proxy]), proxy);
    }
}
