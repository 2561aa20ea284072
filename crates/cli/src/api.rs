//! `valet ghosthands api`, and the API of `valet up`.

use crate::beside::{self, Beside};
use crate::exit::{Exit, Problem};
use crate::session::Session;
use crate::{private, serve, show};
use anyhow::Context as _;
use domain::egress::Policy;
use ghosthands::egress::{Egress, policy_of};
use ghosthands::settings::{Role, Settings, table};
use ghosthands_api::{Build, Options, Server, ServiceKeys, TokenOptions};
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;
use tokio::net::TcpListener;

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Callers need a service key (GH_SERVICE_SECRET) or a person's token. What else is read from the environment is listed in
docs/ghosthands-api.md, with examples.")]
pub(crate) struct ApiArgs {
    /// Port; 0 takes a free one
    #[arg(id = "api_port", long = "api-port", env = "GH_API_PORT", default_value_t = 3100, value_name = "PORT")]
    pub port: u16,
    /// Address; 0.0.0.0 for every one, as in a container
    #[arg(
        id = "api_host",
        long = "api-host",
        env = "GH_API_HOST",
        default_value = "127.0.0.1",
        value_name = "ADDRESS"
    )]
    pub host: IpAddr,
}

/// A running API with its upkeep.
pub(crate) struct Api {
    server: Server,
    beside: Beside,
}

/// Serves until interrupted.
pub(crate) async fn api(session: &Session, args: &ApiArgs) -> Result<Exit, Problem> {
    let settings = Settings::from_environment();
    settings.check(Role::Api).map_err(|problems| Problem::usage(problems.to_string()))?;
    let options = options(&settings)?;
    if options.keys.is_empty() && options.tokens.secret.is_none() && options.tokens.key_set.is_none() {
        let how = "Nobody could call: set GH_SERVICE_SECRET (`openssl rand -hex 32`), or GH_JWT_SECRET or GH_JWKS_URL.";
        return Err(Problem::usage(how));
    }
    let api = Api::start(session, args, &settings, options).await?;
    show::done(session.json, &format!("The API listens on http://{}. Ctrl-C stops.", api.addr()));
    serve::interrupted().await;
    api.stop().await;
    Ok(Exit::Ok)
}

impl Api {
    /// The API of a machine of one's own: with a key of its own when none is configured, open to the practice
    /// employers beside it.
    pub(crate) async fn of_one_machine(
        session: &Session,
        args: &ApiArgs,
        practice: Option<SocketAddr>,
    ) -> Result<Self, Problem> {
        let settings = Settings::from_environment();
        let mut options = options(&settings)?;
        if options.keys.is_empty() {
            options.keys = ServiceKeys::new([private::service_key(&session.data_dir)?]);
        }
        if let Some(practice) = practice {
            let allowed = [settings.list(&table::EGRESS_ALLOW), vec![practice.to_string()]].concat().join(",");
            options.egress = Policy::allowing(&allowed).map_err(|error| Problem::usage(error.to_string()))?;
        }
        Self::start(session, args, &settings, options).await
    }

    async fn start(session: &Session, args: &ApiArgs, settings: &Settings, options: Options) -> Result<Self, Problem> {
        let addr = SocketAddr::new(args.host, args.port);
        let listener = TcpListener::bind(addr).await.map_err(|error| {
            Problem::failure(format!("The API cannot listen on {addr}: {error}. Choose another port."))
        })?;
        let monitor = beside::monitor(session.pool.clone(), settings, None);
        let egress = Egress::new(options.egress.clone());
        let beside = Beside::start(session.pool.clone(), monitor.clone(), settings, egress)?;
        let server =
            Server::start(listener, monitor, session.pool.clone(), options).await.context("starting the API")?;
        Ok(Self { server, beside })
    }

    /// Where it listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// Lets requests under way end, and writes what was counted.
    pub(crate) async fn stop(self) {
        self.server.stop().await;
        self.beside.stop().await;
    }
}

fn options(settings: &Settings) -> Result<Options, Problem> {
    let text = |variable| settings.text(variable).map(str::to_owned);
    let own_set = || {
        let base = settings.text(&table::SUPABASE_URL)?;
        Some(format!("{}/auth/v1/.well-known/jwks.json", base.trim_end_matches('/')))
    };
    let key_set = text(&table::JWKS_URL).or_else(own_set).map(|url| url.parse());
    let key_set = key_set.transpose().map_err(|error| Problem::usage(format!("GH_JWKS_URL: {error}.")))?;
    let default_tier = text(&table::DEFAULT_TIER).unwrap_or_default().parse().map_err(Problem::usage)?;
    // Outside development a page may call only when its origin is named.
    let any = if settings.is_serious() { Vec::new() } else { vec!["*".to_owned()] };
    let origins = Some(settings.list(&table::CORS_ORIGIN)).filter(|origins| !origins.is_empty()).unwrap_or(any);
    let models = llm::Settings::from_lookup(|name| std::env::var(name).ok());
    let models = models.map_err(|error| Problem::usage(error.to_string()))?;
    let unknown = || "unknown".to_owned();
    Ok(Options {
        keys: ServiceKeys::new(settings.service_keys().iter().map(|key| key.expose())),
        tokens: TokenOptions {
            secret: text(&table::JWT_SECRET),
            key_set,
            audience: text(&table::JWT_AUDIENCE).unwrap_or_default(),
            issuer: text(&table::JWT_ISSUER),
        },
        origins,
        egress: policy_of(settings).map_err(|error| Problem::usage(format!("GH_EGRESS_ALLOW: {error}.")))?,
        default_tier,
        build: Build {
            environment: settings.environment().to_owned(),
            commit_sha: text(&table::COMMIT_SHA).unwrap_or_else(unknown),
            image_tag: text(&table::IMAGE_TAG).unwrap_or_else(unknown),
            build_time: text(&table::BUILD_TIME).unwrap_or_else(unknown),
            started: Instant::now(),
        },
        models: models.catalogue().listing(models.default_alias()),
    })
}
