//! `POST /api/{project_id}/envelope/`: checks the key and the limits, reads the body, stores it in the inbox, and answers
//! 200 `{"id": ".."}`. The bodies of `store/` and `security/` become envelopes first.
//!
//! Refused are requests without a key (401), for an unknown project (404), with a key of another project or from a page
//! or address that the project excludes (403), and those over a limit (429). A key in the query or a header is checked
//! before the body is read. Dumps of native crashes, and spans and logs in the form of OpenTelemetry, are refused too (415).

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use balefire_protocol::dsn::Dsn;
use balefire_protocol::envelope::ParseEnvelopeError;

use super::accept_batch::{BatchOutcomes, accept_batch, with_limits};
use super::blocking_pool::BlockingPool;
use super::charge_alerts::charge_alerts;
use super::charge_telemetry::charge_telemetry;
use super::count_outcome::{NamedKey, count_filtered, count_refusal};
use super::decoding::Encoding;
use super::parsed_body::{BodyKind, ParsedBody, ParsedEnvelope, RawBody, parse_body};
use super::refusal::Refusal;
use super::sender::Sender;
use super::unsupported_body::UnsupportedBody;
use crate::admission::client_address;
use crate::admission::rate_limited::{LimitReason, RateLimited};
use crate::app::App;
use crate::inbox::NewEntry;
use crate::model::timestamp::Timestamp;
use crate::web::ingest::check_request::{check_quota, check_rate, check_request, filtered, peer};
use crate::web::ingest::dsn_key::{dsn_of_envelope, key_of_request};
use crate::web::ingest::memory_budget::MemoryBudget;
use crate::web::ingest::request_body::{BodyReader, RequestBody};
use crate::web::ingest::security_endpoint;
use crate::web::routes::Routes;
use crate::web::{cors, json_response, not_found};

/// The kind of body that an address takes, made from the head of the request.
type KindOf = fn(&Parts) -> BodyKind;

/// The header that announces batches.
const ANNOUNCEMENT: HeaderName = HeaderName::from_static("balefire-batch");
/// A large envelope, in bytes.
const LARGE: usize = 1 << 20;

/// The memory for bodies and the threads for large ones, which all requests share.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    budget: MemoryBudget,
    blocking: BlockingPool,
}

/// The routes.
pub fn routes(shared: Shared) -> Routes<Arc<App>> {
    let kinds: [(&str, KindOf); 7] = [
        ("store", |_| BodyKind::Event),
        ("security", |parts| BodyKind::Reports(security_endpoint::ReportContext::of(parts))),
        // An older name of the same.
        ("csp-report", |parts| BodyKind::Reports(security_endpoint::ReportContext::of(parts))),
        ("minidump", |_| BodyKind::Unsupported(UnsupportedBody::NativeCrash)),
        ("playstation", |_| BodyKind::Unsupported(UnsupportedBody::NativeCrash)),
        // `OTLPIntegration` of Sentry's SDKs: <https://docs.sentry.io/concepts/otlp/>
        ("integration/otlp/v1/traces", |_| BodyKind::Unsupported(UnsupportedBody::OtlpSpans)),
        ("integration/otlp/v1/logs", |_| BodyKind::Unsupported(UnsupportedBody::OtlpLogs)),
    ];
    let mut routes = Routes::new();
    for (name, kind) in kinds {
        let post =
            post(move |app, shared, project_id, request| ingest(app, shared, project_id, request, kind));
        let methods = post.options(cors::preflight).fallback(not_found::method_not_allowed);
        routes = routes
            .with_dsn_key(&format!("/api/{{project_id}}/{name}/"), methods.clone())
            .with_dsn_key(&format!("/api/{{project_id}}/{name}"), methods);
    }
    // Unreal Engine sends its key in the path.
    let methods = post(unreal).options(cors::preflight).fallback(not_found::method_not_allowed);
    routes
        .with_dsn_key("/api/{project_id}/unreal/{key}/", methods.clone())
        .with_dsn_key("/api/{project_id}/unreal/{key}", methods)
        .map_router(|router| router.layer(map_response(cors::open)))
        .merge(envelope_routes())
        .map_router(|router| router.layer(Extension(shared)))
}

/// The routes of envelopes and batches. Every answer says that this server takes batches.
fn envelope_routes() -> Routes<Arc<App>> {
    let post = post(|app, shared, project_id, request| {
        ingest(app, shared, project_id, request, |_| BodyKind::Envelope)
    });
    let methods = post.options(cors::preflight).fallback(not_found::method_not_allowed);
    Routes::new()
        .with_dsn_key("/api/{project_id}/envelope/", methods.clone())
        .with_dsn_key("/api/{project_id}/envelope", methods)
        .map_router(|router| router.layer(map_response(announce_batches)))
}

/// Lets pages of any origin read the answer, with a header by which our SDK knows that it may send batches.
pub async fn announce_batches(answer: Response) -> Response {
    let mut answer = cors::opened(answer);
    answer.headers_mut().insert(ANNOUNCEMENT, HeaderValue::from_static("1"));
    answer
}

async fn ingest(
    State(app): State<Arc<App>>,
    Extension(shared): Extension<Shared>,
    project_id: Result<Path<i64>, PathRejection>,
    request: Request,
    kind: KindOf,
) -> Response {
    let to = project_id.map_or(Err(Refusal::UnknownProject), |Path(id)| Ok(Destination::Project(id)));
    take(&app, &shared, to, request, kind).await
}

/// A request to an address without a project: the DSN in the envelope's header says the project and the key. A page sends
/// there through its own origin.
pub async fn tunnel(app: &Arc<App>, shared: &Shared, request: Request) -> Response {
    let answer = match *request.method() {
        Method::POST => take(app, shared, Ok(Destination::OfDsn), request, |_| BodyKind::Envelope).await,
        Method::OPTIONS => cors::preflight().await,
        _ => not_found::method_not_allowed().await,
    };
    announce_batches(answer).await
}

/// The project that a request sends to.
#[derive(Debug, Clone, Copy)]
enum Destination {
    /// The address names it.
    Project(i64),
    /// The DSN in the header of the envelope names it, and the key.
    OfDsn,
}

async fn take(
    app: &Arc<App>,
    shared: &Shared,
    to: Result<Destination, Refusal>,
    request: Request,
    kind: KindOf,
) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let mut body = RequestBody::new(body, &parts);
    let mut named = None;
    let accepted = match to {
        Ok(to) => {
            let incoming = Incoming { parts: &parts, body: &mut body, named: &mut named };
            accept(app, shared, to, incoming, kind).await
        }
        Err(refusal) => Err(refusal),
    };
    match accepted {
        Ok(accepted) => {
            app.timings.kept.observe(begun.elapsed());
            match accepted {
                Accepted::Envelope { id, limits } => {
                    let answer = json_response::answer(StatusCode::OK, &serde_json::json!({ "id": id }));
                    with_limits(answer, &limits.iter().map(RateLimited::header).collect::<Vec<_>>())
                }
                Accepted::Batch(outcomes) => outcomes.into_response(),
            }
        }
        Err(refusal) => {
            app.timings.refused.observe(begun.elapsed());
            refuse(app, &mut body, refusal, named.as_ref()).await
        }
    }
}

async fn unreal(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    refuse(&app, &mut RequestBody::new(body, &parts), UnsupportedBody::NativeCrash.into(), None).await
}

async fn refuse(app: &App, body: &mut RequestBody, refusal: Refusal, named: Option<&NamedKey>) -> Response {
    count_refusal(app, named.map(|it| (it.project_id, it.key.as_str())), &refusal);
    if !matches!(refusal, Refusal::Slow) {
        body.drain().await;
    }
    refusal.into_response()
}

/// A body that was accepted.
enum Accepted {
    /// An envelope, by its id, and the limits for which items were left out of it.
    Envelope { id: String, limits: Vec<RateLimited> },
    /// A batch, of which some envelopes may be refused.
    Batch(BatchOutcomes),
}

/// A request, and the project and the key that it names, as soon as they are read.
struct Incoming<'a> {
    parts: &'a Parts,
    body: &'a mut RequestBody,
    named: &'a mut Option<NamedKey>,
}

/// Stores the envelopes of a body in the inbox.
async fn accept(
    app: &Arc<App>,
    shared: &Shared,
    to: Destination,
    Incoming { parts, body, named }: Incoming<'_>,
    kind: KindOf,
) -> Result<Accepted, Refusal> {
    let config = app.config();
    let limits = &config.limits;
    let kind = kind(parts);
    let known = match to {
        Destination::Project(id) => key_of_request(parts.uri.query(), &parts.headers).map(|key| (id, key)),
        Destination::OfDsn => None,
    };
    match &known {
        Some((project_id, key)) => {
            *named = Some(NamedKey { project_id: *project_id, key: key.clone() });
            check_request(app, &config, *project_id, key, parts).await?;
        }
        None if matches!(kind, BodyKind::Envelope) => {}
        None => return Err(Refusal::MissingKey),
    }
    // Before the body is read: a refusal must cost little.
    if let BodyKind::Unsupported(unsupported) = kind {
        return Err(unsupported.into());
    }
    if app.inbox.size() >= limits.backlog {
        return Err(Refusal::busy(LimitReason::Backlog));
    }
    if app.inbox.is_full() {
        return Err(Refusal::busy(LimitReason::QueueFull));
    }
    let mut encoding = Encoding::of(&parts.headers)?;
    let network = peer(parts)
        .and_then(|peer| client_address::counted_network(peer, &parts.headers, &config.trusted_proxies));
    let reservation = shared.budget.hold(known.as_ref().map(|(project_id, _)| *project_id), network, limits);
    let mut reader = body.receive(reservation, limits)?;
    let (project_id, key) = match known {
        Some(known) => known,
        None => {
            let dsn = dsn_of_start(&mut reader, encoding).await?;
            let project_id = match to {
                Destination::Project(id) => id,
                Destination::OfDsn => i64::try_from(dsn.project_id).map_err(|_| Refusal::UnknownProject)?,
            };
            let key = dsn.public_key;
            *named = Some(NamedKey { project_id, key: key.clone() });
            check_request(app, &config, project_id, &key, parts).await?;
            reader.assign_project(project_id)?;
            (project_id, key)
        }
    };
    let (bytes, reservation) = reader.whole().await?;
    if matches!(kind, BodyKind::Envelope) {
        encoding = encoding.or_by_content(&bytes);
    }
    let raw = RawBody { kind, encoding, bytes, limits: *limits };
    let (parsed, reservation) = parse_body(raw, reservation, &shared.blocking).await?;
    // From here on an envelope counts to the inbox's queue. A large one keeps its memory reserved until it is on disk,
    // since it stays in memory until then.
    let _reservation = (parsed.len() > LARGE).then_some(reservation);
    let filtered = filtered(app, &config, project_id, parts);
    let sender = Sender { app, config: &config, project_id, key: &key, client: network, filtered };
    match parsed {
        ParsedBody::Envelope(envelope) => append(&sender, envelope).await,
        ParsedBody::Batch(envelopes) => {
            // Boxed, so that the future of a plain envelope is no larger for it.
            Box::pin(accept_batch(&sender, envelopes)).await.map(Accepted::Batch)
        }
    }
}

/// Stores one envelope in the inbox.
async fn append(sender: &Sender<'_>, mut parsed: ParsedEnvelope) -> Result<Accepted, Refusal> {
    let Sender { app, config, project_id, key, filtered, .. } = *sender;
    if let Some(reason) = filtered {
        count_filtered(sender, reason, parsed.events, parsed.telemetry);
        return Ok(Accepted::Envelope { id: parsed.id, limits: Vec::new() });
    }
    let now = Timestamp::now();
    if parsed.repeats > 0 {
        check_rate(app, config, project_id, key, parsed.repeats)?;
    }
    if parsed.events > 0 {
        check_quota(app, config, project_id, parsed.events, now)?;
    }
    let limits = charge_telemetry(sender, &mut parsed, now)?;
    charge_alerts(sender, &mut parsed, Instant::now());
    let ParsedEnvelope { id, envelope, telemetry, events, is_empty, .. } = parsed;
    let entry = NewEntry { project_id, key: key.into(), received: now, envelope, id: None };
    if !is_empty && let Err(error) = app.inbox.append(entry).await {
        app.event_quotas.give_back(project_id, events);
        telemetry.give_back(app, project_id);
        return Err(error.into());
    }
    Ok(Accepted::Envelope { id, limits })
}

/// The DSN in the header of the envelope, read from the first kilobytes of the body.
async fn dsn_of_start(reader: &mut BodyReader<'_>, encoding: Encoding) -> Result<Dsn, Refusal> {
    let start = reader.envelope_start(encoding).await?;
    if start.is_empty() && encoding != Encoding::Identity {
        return Err(Refusal::BadEncoding(encoding.name()));
    }
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // The cut may lie within a character; the text before that character is enough.
    let header = match std::str::from_utf8(line) {
        Ok(header) => header,
        Err(error) => {
            std::str::from_utf8(line.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
    };
    if !header.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        return Err(ParseEnvelopeError::Header.into());
    }
    dsn_of_envelope(header).ok_or(Refusal::MissingKey)
}
