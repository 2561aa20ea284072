//! Memory of a Chromium, as the system counts it: the proportional share (PSS)
//! of each of its processes, so that what they share is counted once.
//!
//! Known on Linux only; elsewhere nothing is.

/// What the processes of one group take, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// All of them.
    pub all: u64,
    /// Those that run pages.
    pub pages: u64,
}

/// What a process group takes. Reads a file per process of the machine and takes milliseconds. `None` where it cannot
/// be told, or when there is no such group.
#[must_use]
pub fn of_group(group: u32) -> Option<Used> {
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut found = None;
    for id in ids.filter(|id| group_of(*id) == Some(group)) {
        let used = found.get_or_insert_with(Used::default);
        // One that ends meanwhile takes nothing.
        let bytes = pss(id).unwrap_or(0);
        used.all += bytes;
        if runs_pages(id) {
            used.pages += bytes;
        }
    }
    found
}

/// The field after the state and the parent. The name before them is in brackets and may hold anything.
fn group_of(id: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.parse().ok()
}

fn pss(id: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn runs_pages(id: u32) -> bool {
    let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0 || *byte == b' ').any(|word| word == b"--type=renderer")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn this_process_takes_memory_and_no_process_takes_none() {
        let group = group_of(std::process::id()).expect("a group of our own");
        let used = of_group(group).expect("we are in it");
        assert!(used.all > 100_000, "{used:?}");
        assert_eq!(of_group(u32::MAX), None);
    }
}
