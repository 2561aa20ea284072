//! Which element is pressed: a link's target, a button of a known name.

use forms::fields::ElementRef;
use forms::snapshot::PageSnapshot;

/// Where a link leads. One inside a frame is pressed instead: the pages after
/// it may need the frame around them.
pub(super) fn link_of(snapshot: &PageSnapshot, at: &ElementRef) -> Option<String> {
    let frame = snapshot.frames.first().filter(|frame| frame.frame == at.frame)?;
    let href = &frame.buttons.iter().find(|button| button.node == at.node)?.href;
    let here = snapshot.url.split('#').next();
    (href.starts_with("http") && href.split('#').next() != here).then(|| href.clone())
}

pub(super) fn button_named(snapshot: &PageSnapshot, names: &[&str]) -> Option<ElementRef> {
    snapshot.frames.iter().find_map(|frame| {
        let button = frame
            .buttons
            .iter()
            .filter(|button| button.visible && !button.disabled && button.role != "tab")
            .find(|button| names.contains(&button.text.trim().to_lowercase().as_str()))?;
        Some(ElementRef { frame: frame.frame.clone(), node: button.node })
    })
}
