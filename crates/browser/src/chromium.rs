//! The Chromium process: finding it, starting it, and leaving nothing behind.
//!
//! A small shell stands between us and Chromium. It puts our two pipes on file
//! descriptors 3 and 4, where Chromium expects them, and removes the profile
//! once Chromium is gone. Chromium ends when its command pipe ends, so even a
//! `kill -9` of this process leaves neither a browser nor a profile.

use crate::{BrowserError, LaunchOptions};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::protocol::lock;

/// Lines of stderr kept to explain a failed start.
const STDERR_LINES: usize = 12;

/// Time given to a polite end before the process group is killed.
const CLOSE_LIMIT: Duration = Duration::from_secs(4);

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

const USUAL_PLACES: [&str; 6] = [
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/opt/homebrew/bin/chromium",
];

/// `$0` is the profile, the rest is the command line. The shell gives up its own
/// copies of the pipes, so that the end of either side is seen by the other. It
/// removes the profile twice: helpers of Chromium outlive it by a moment and may
/// make the folder anew.
const SHELL: &str = r#"
exec 3<&0 4>&1 </dev/null >/dev/null
"$@" &
exec 3<&- 4>&- 2>/dev/null
wait
rm -rf -- "$0"
(sleep 3; rm -rf -- "$0") </dev/null >/dev/null 2>&1 &
"#;

/// Flags that do not depend on the options. The browser must say nothing on its
/// own account, and must not have a way out that the request gate cannot see.
const FLAGS: &[&str] = &[
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-quic",
    // Names are looked up where connections are made, in `connections.rs`. This is where the proxies are.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-field-trial-config",
    "--disable-search-engine-choice-screen",
    "--disable-hang-monitor",
    "--disable-prompt-on-repost",
    "--disable-back-forward-cache",
    "--disable-dev-shm-usage",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    // Their requests belong to no frame of ours.
    "--disable-shared-workers",
    "--disable-notifications",
    "--deny-permission-prompts",
    "--disable-speech-api",
    "--disable-presentation-api",
    "--disable-remote-playback-api",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--metrics-recording-only",
    "--no-service-autorun",
    "--password-store=basic",
    "--use-mock-keychain",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--mute-audio",
    "--window-size=1280,900",
    // Reporting and NetworkErrorLogging send what a page tells them from the
    // network process, where no request can be held. The others preload pages
    // (the address bar's own cost a renderer per window) or talk to vendors.
    "--disable-features=Reporting,NetworkErrorLogging,Prerender2,SpeculationRulesPrefetchFuture,LoadingPredictorPrefetch,\
     PreconnectToSearch,OptimizationHints,OptimizationGuideModelDownloading,MediaRouter,Translate,AutofillServerCommunication,\
     CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,\
     AttributionReportingCrossAppWeb,PrivateAggregationApi,SharedStorageAPI,FencedFrames,BackForwardCache,\
     GlobalMediaControls,DestroyProfileOnBrowserClose,PaintHolding,WebUIOmniboxAimPopup",
];

/// Preferences of the fresh profile: no preloading (speculation rules and
/// `rel=prerender` would load pages outside the gate), no downloads, no
/// prompts, no saving and no filling of anything.
const PREFERENCES: &str = r#"{
  "net": { "network_prediction_options": 2 },
  "webrtc": { "ip_handling_policy": "disable_non_proxied_udp", "multiple_routes_enabled": false, "nonproxied_udp_enabled": false },
  "download_restrictions": 3,
  "credentials_enable_service": false,
  "credentials_enable_autosignin": false,
  "autofill": { "enabled": false, "profile_enabled": false, "credit_card_enabled": false },
  "safebrowsing": { "enabled": false },
  "search": { "suggest_enabled": false },
  "translate": { "enabled": false },
  "alternate_error_pages": { "enabled": false },
  "enable_do_not_track": false,
  "profile": {
    "password_manager_enabled": false,
    "default_content_setting_values": {
      "notifications": 2, "geolocation": 2, "media_stream_mic": 2, "media_stream_camera": 2, "midi_sysex": 2,
      "protocol_handlers": 2, "automatic_downloads": 2, "usb_guard": 2, "serial_guard": 2, "bluetooth_guard": 2,
      "hid_guard": 2, "clipboard": 2, "payment_handler": 2, "idle_detection": 2, "window_placement": 2, "local_fonts": 2
    }
  }
}"#;

/// A started process. Dropping it kills the process group and removes the profile.
pub(crate) struct Chromium {
    child: Mutex<Option<Child>>,
    group: Option<rustix::process::Pid>,
    profile: PathBuf,
    stderr: Arc<Mutex<VecDeque<String>>>,
}

/// Our ends of Chromium's pipes.
pub(crate) struct Pipes {
    pub(crate) commands: ChildStdin,
    pub(crate) answers: ChildStdout,
}

impl Chromium {
    /// Starts the process. It is not known to work before the protocol answers.
    pub(crate) fn start(options: &LaunchOptions) -> Result<(Self, Pipes), BrowserError> {
        let executable = find(options.executable.as_deref())?;
        let profile = fresh_profile().map_err(|error| BrowserError::Launch(error.to_string()))?;
        let spawned = command(&executable, &profile, options).spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) => {
                remove(&profile);
                return Err(BrowserError::Launch(error.to_string()));
            }
        };
        let stderr = Arc::new(Mutex::new(VecDeque::new()));
        if let Some(pipe) = child.stderr.take() {
            tokio::spawn(keep_last_lines(pipe, stderr.clone()));
        }
        let pipes = child.stdin.take().zip(child.stdout.take());
        let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        let process = Self { child: Mutex::new(Some(child)), group, profile, stderr };
        let (commands, answers) = pipes.ok_or_else(|| BrowserError::Launch("its pipes are missing".into()))?;
        Ok((process, Pipes { commands, answers }))
    }

    /// What it last said on stderr, one line per line.
    pub(crate) fn last_words(&self) -> String {
        let lines = lock(&self.stderr);
        if lines.is_empty() {
            "it ended without a message".into()
        } else {
            lines.iter().cloned().collect::<Vec<_>>().join("\n")
        }
    }

    pub(crate) fn profile(&self) -> &Path {
        &self.profile
    }

    /// Process id of the shell that leads the process group.
    pub(crate) fn id(&self) -> Option<u32> {
        self.group.map(|group| group.as_raw_nonzero().get().unsigned_abs())
    }

    /// Waits for the end that was asked for over the protocol, then makes sure of it.
    pub(crate) async fn wait(&self) {
        let Some(mut child) = lock(&self.child).take() else { return };
        if tokio::time::timeout(CLOSE_LIMIT, child.wait()).await.is_err() {
            self.kill_group();
            let _ = tokio::time::timeout(CLOSE_LIMIT, child.wait()).await;
        }
        remove(&self.profile);
    }

    fn kill_group(&self) {
        if let Some(group) = self.group {
            // It may have ended by itself in the meantime.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Only while the child has not been reaped is the number of the group surely ours.
        if let Some(mut child) = lock(&self.child).take() {
            if matches!(child.try_wait(), Ok(None)) {
                self.kill_group();
                let deadline = std::time::Instant::now() + Duration::from_millis(500);
                while matches!(child.try_wait(), Ok(None)) && std::time::Instant::now() < deadline {
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
            remove(&self.profile);
        }
    }
}

fn command(executable: &Path, profile: &Path, options: &LaunchOptions) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(SHELL).arg(profile).arg(executable);
    command.arg(format!("--user-data-dir={}", profile.display()));
    command.args(FLAGS);
    if !options.headed {
        command.arg("--headless=new");
    }
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to build its sandbox as root.
        command.arg("--no-sandbox");
    }
    // A group of its own: Ctrl-C in a terminal is for us to handle, and one signal ends all of Chromium.
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn find(wanted: Option<&Path>) -> Result<PathBuf, BrowserError> {
    if let Some(wanted) = wanted {
        return if wanted.is_file() { Ok(wanted.to_owned()) } else { Err(BrowserError::NotFound) };
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = NAMES
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)).collect::<Vec<_>>());
    in_path.chain(USUAL_PLACES.iter().map(PathBuf::from)).find(|place| place.is_file()).ok_or(BrowserError::NotFound)
}

fn fresh_profile() -> std::io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let name = format!("valet-chromium-{}-{:016x}", std::process::id(), random());
    let profile = std::env::temp_dir().join(name);
    // Fails when it exists.
    std::fs::DirBuilder::new().mode(0o700).create(&profile)?;
    std::fs::create_dir(profile.join("Default"))?;
    std::fs::write(profile.join("Default/Preferences"), PREFERENCES)?;
    Ok(profile)
}

/// A number another process, or a page, does not guess by accident.
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

fn remove(profile: &Path) {
    // Renderers that are still ending may write once more.
    for _ in 0..3 {
        match std::fs::remove_dir_all(profile) {
            Ok(()) => return,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

async fn keep_last_lines(pipe: tokio::process::ChildStderr, lines: Arc<Mutex<VecDeque<String>>>) {
    let mut reader = BufReader::new(pipe).split(b'\n');
    while let Ok(Some(line)) = reader.next_segment().await {
        let mut lines = lock(&lines);
        if lines.len() == STDERR_LINES {
            lines.pop_front();
        }
        lines.push_back(String::from_utf8_lossy(&line[..line.len().min(300)]).into_owned());
    }
}
