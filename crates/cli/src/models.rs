//! `valet models`: the language models there are, what they cost, and which of them are used.

use crate::exit::{Exit, Problem};
use crate::session::Settings;
use crate::show;
use ghosthands::proposals::Models;

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Valet fills forms by rules and manuals. A language model is asked only when you name one, and only to propose: what an
unusual question means, which option says what you stated, a draft from your own facts, a link on an unusual page. You
see every proposal with its source before anything is sent. Your name, addresses, numbers, employers and schools are
replaced before a question leaves this machine; sensitive questions and your answers to them never leave it.

Variables:
  GH_MODEL=<model>              use this model; without it, or GH_DEFAULT_MODEL, none is asked, whatever keys there are
  OPENAI_API_KEY=…              the provider's key: likewise ANTHROPIC_API_KEY, GOOGLE_API_KEY and the others
  GH_LOCAL_BASE_URL=…           a server of your own that speaks Chat Completions, for models named local/<name>
  GH_FALLBACK_MODELS=a,b        tried when the first does not answer
  GH_MONTHLY_BUDGET_USD=5       what may be spent in a calendar month

Examples:
  GH_MODEL=gpt-4o-mini valet apply https://…
  GH_LOCAL_BASE_URL=http://127.0.0.1:11434/v1 GH_MODEL=local/llama3.2 valet apply https://…")]
pub(crate) struct ModelsArgs {
    /// Only models whose provider is configured
    #[arg(long)]
    pub configured: bool,
}

/// What the environment says about models.
pub(crate) fn configured() -> Result<Models, Problem> {
    Models::from_settings(&ghosthands::settings::Settings::from_environment())
        .map_err(|error| Problem::usage(format!("{error}.")))
}

pub(crate) fn list(settings: &Settings, args: &ModelsArgs) -> Result<Exit, Problem> {
    let models = configured()?;
    let Some(known) = models.settings() else { return Err(Problem::failure("No model is known.")) };
    let reached = |model: &ghosthands::proposals::Model| known.endpoint(model.provider).is_some();
    let used: Vec<String> = known.chain(None, None, false).into_iter().map(|model| model.alias).collect();
    if settings.json {
        let configured: Vec<&str> =
            known.catalogue().models().iter().filter(|model| reached(model)).map(|model| &*model.alias).collect();
        show::json(&serde_json::json!({
            "catalogue": known.catalogue().listing(known.default_alias()), "configured": configured, "used": used,
        }));
        return Ok(Exit::Ok);
    }
    let mut table = show::grid(["Model", "Provider", "In", "Out", "Images", "Key"]);
    for model in known.catalogue().models().iter().filter(|model| !args.configured || reached(model)) {
        let key = match reached(model) {
            true => "set".to_owned(),
            false => model.provider.key_variable(),
        };
        table.add_row([
            show::plain(&model.alias),
            model.provider.name().to_owned(),
            format!("{:.2}", model.input),
            format!("{:.2}", model.output),
            if model.vision { "yes" } else { "" }.to_owned(),
            key,
        ]);
    }
    show::table(table);
    println!("Prices in US dollars per million tokens.");
    match used.is_empty() {
        true => println!("No model is used. Name one with GH_MODEL to let it propose; `valet models --help` says how."),
        false => println!("Used: {}.", show::plain(&used.join(", then "))),
    }
    Ok(Exit::Ok)
}
