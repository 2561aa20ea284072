//! What the page script sees.

use crate::harness::{Open, Rig, SECOND, Site, find, run, texts};
use forms::snapshot::{CONTROL_LIMIT, TEXT_LIMIT};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn labels_come_from_every_origin() {
    run(async {
        let rig = Rig::open(
            "<h2>About you</h2><span id=l1>First</span><span id=l2 hidden>name</span><input id=by aria-labelledby='l1 l2' aria-label=Other title=Tip placeholder=Jane>
             <label for=nat>E-mail <em>(work)</em><span aria-hidden=true>*</span></label><input id=nat aria-describedby=d><p id=d>We never share it</p>
             <label>Phone <input id=wrap> digits only</label>
             <fieldset><legend>Gender <b>required</b></legend><input type=radio name=g id=g1 value=m><label for=g1>Male</label><input type=radio name=g id=g2 value=f><label for=g2>Female</label></fieldset>
             <div role=radiogroup aria-labelledby=rg aria-required=true><p id=rg>Remote?</p><div role=radio id=ar aria-checked=true tabindex=0>Yes</div><div role=radio aria-checked=false tabindex=0>No</div></div>
             <div class=q><h3>How many years of Rust?</h3><div><input id=cont></div></div>
             <div><p>Earliest start date</p></div><div><div><input id=prev></div></div>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        let get = |id| find(&snapshot, id).1;
        let by = get("by").labels;
        assert_eq!(
            (by.labelledby.as_str(), by.aria.as_str(), by.title.as_str(), by.placeholder.as_str()),
            ("First name", "Other", "Tip", "Jane")
        );
        assert_eq!(
            (get("nat").labels.native.as_str(), get("nat").required.marked, get("nat").description.as_str()),
            ("E-mail (work)", true, "We never share it")
        );
        assert_eq!((get("wrap").labels.native.as_str(), get("wrap").required.any()), ("Phone digits only", false));
        for id in ["g1", "g2"] {
            assert_eq!(
                (get(id).labels.group.as_str(), get(id).required.marked, get(id).group),
                ("Gender required", true, get("g1").group)
            );
        }
        assert_eq!(
            (get("g1").labels.native.as_str(), get("g1").raw_value.as_str(), get("g1").checked),
            ("Male", "m", Some(false))
        );
        assert_eq!(
            (get("ar").labels.group.as_str(), get("ar").required.aria, get("ar").checked),
            ("Remote?", true, Some(true))
        );
        assert_ne!(get("ar").group, get("g1").group);
        assert_eq!(get("cont").labels.container, "How many years of Rust?");
        assert_eq!(get("prev").labels.preceding, "Earliest start date");
        assert_eq!((get("nat").section.as_str(), get("prev").section.as_str()), ("About you", "About you"));
    });
}

#[test]
fn question_schemas_carried_by_the_page_arrive_whole() {
    run(async {
        let schema = format!("{{\"fields\":[{{\"text\":\"{}\"}}]}}", "Why us?  ".repeat(500));
        let rig = Rig::open(&format!(
            "<form><input type=hidden name='cards[a][baseTemplate]' value='{schema}'><input type=hidden name=token value=1>
             <input type=hidden name='cards[b][baseTemplate]' value='{}'><input name='cards[a][field0]'></form>",
            "x".repeat(20_001)
        ))
        .await;
        let snapshot = rig.snapshot().await;
        let hidden: Vec<_> = snapshot.frames[0].controls.iter().filter(|c| c.input_type == "hidden").collect();
        assert_eq!(hidden.len(), 1, "other hidden inputs and endless schemas stay where they are");
        assert_eq!((hidden[0].name.as_str(), hidden[0].value.as_str()), ("cards[a][baseTemplate]", schema.as_str()));
    });
}

#[test]
fn the_state_of_controls_is_told() {
    run(async {
        let rig = Rig::open(
            "<form><input id=mail type=EMAIL required maxlength=80 autocomplete='section-a EMAIL' pattern='.+@.+' inputmode=email value='x'>
             <input id=bot name=website style='position:absolute;left:-9999px' tabindex=-1><input id=none style='display:none'><input id=hid type=hidden value=1>
             <div aria-hidden=true><input id=hush></div><fieldset disabled><input id=dis></fieldset><input id=ro readonly value=fixed><input id=pw type=password value=secret>
             <select id=sel><option value=''>Select one</option><option value=1 selected>One</option><option disabled>Two</option></select>
             <input id=dl list=l><datalist id=l><option value=red><option value=blue></datalist>
             <div class=field><input id=bad aria-invalid=true><div class=field-error>Enter a number</div></div><div role=alert>Please fix 1 error</div>
             <button>Send</button><button type=button disabled id=b2 data-qa=later>Later</button></form><a href='/jobs'>All jobs</a><div role=button aria-haspopup=menu>Menu</div>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        let get = |id| find(&snapshot, id).1;
        let mail = get("mail");
        assert_eq!(
            (mail.input_type.as_str(), mail.required.native, mail.max_length, mail.autocomplete.as_str()),
            ("email", true, Some(80), "section-a email")
        );
        assert_eq!(
            (mail.pattern.as_str(), mail.input_mode.as_str(), mail.form, mail.reachable),
            (".+@.+", "email", Some(0), true)
        );
        assert!(mail.rect[2] > 20.0 && mail.rect[3] > 5.0);
        for (id, visible, reachable) in
            [("bot", true, false), ("none", false, false), ("hush", true, false), ("dis", true, true)]
        {
            assert_eq!((get(id).visible, get(id).reachable), (visible, reachable), "{id}");
        }
        assert!(
            get("dis").disabled && get("ro").readonly && !snapshot.frames[0].controls.iter().any(|c| c.id == "hid")
        );
        assert_eq!((get("ro").value.as_str(), get("pw").value.as_str()), ("fixed", ""));
        let select = get("sel");
        assert_eq!((select.value.as_str(), texts(&select.options)), ("One", vec!["Select one", "One", "Two"]));
        assert!(select.options[1].selected && select.options[2].disabled && select.options[1].node.is_some());
        assert_eq!(texts(&get("dl").options), ["red", "blue"]);
        assert_eq!(
            (get("bad").invalid, get("bad").error.as_str(), get("mail").error.as_str()),
            (true, "Enter a number", "")
        );
        let frame = &snapshot.frames[0];
        assert_eq!(frame.alerts, ["Enter a number", "Please fix 1 error"]);
        let buttons: Vec<_> =
            frame.buttons.iter().map(|b| (b.text.as_str(), b.button_type.as_str(), b.disabled, b.form)).collect();
        assert_eq!(
            buttons,
            [
                ("Send", "submit", false, Some(0)),
                ("Later", "button", true, Some(0)),
                ("All jobs", "", false, None),
                ("Menu", "", false, None)
            ]
        );
        assert_eq!(
            (
                frame.buttons[1].automation_id.as_str(),
                frame.buttons[2].href.ends_with("/jobs"),
                frame.buttons[3].popup.as_str()
            ),
            ("later", true, "menu")
        );
    });
}

#[test]
fn toggle_buttons_and_checkboxes_that_answer_one_question_share_a_group() {
    run(async {
        let rig = Rig::open(
            "<div class=entry data-field-path=abc><label class=title for=kept>Do you need a visa?*</label><div><button id=y aria-pressed=false>Yes</button><button id=n aria-pressed=true>No</button><input type=checkbox id=kept style='opacity:0'></div></div>
             <div class=entry><p>Which of these have you used?</p><ul><li><label><input type=checkbox id=c1 name='cards[1][field0]' value=Rust>Rust</label></li><li><label><input type=checkbox id=c2 name='cards[1][field0]'>Go</label></li></ul></div>
             <label><input type=checkbox id=lone> I agree</label>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        let get = |id| find(&snapshot, id).1;
        assert!(get("y").group.is_some() && get("y").group == get("n").group);
        assert_eq!(
            (get("y").checked, get("n").checked, get("y").labels.container.as_str()),
            (Some(false), Some(true), "Do you need a visa?*")
        );
        assert!(get("y").required.marked && get("y").labels.native == "Yes");
        assert_eq!(get("y").automation_id, "abc");
        assert!(get("c1").group.is_some() && get("c1").group == get("c2").group && get("c1").group != get("y").group);
        assert_eq!(
            (get("c1").labels.container.as_str(), get("c1").labels.native.as_str()),
            ("Which of these have you used?", "Rust")
        );
        assert_eq!(get("lone").group, None);
    });
}

#[test]
fn a_legend_is_a_section_only_of_what_it_holds() {
    run(async {
        let rig = Rig::open(
            "<h2>Apply</h2><fieldset><legend>First</legend><input type=radio name=a><input type=radio name=a></fieldset>
             <fieldset><legend>Address</legend><input id=street><input id=city></fieldset><input id=last>",
        )
        .await;
        let sections: Vec<String> = rig.snapshot().await.frames[0].controls.iter().map(|c| c.section.clone()).collect();
        assert_eq!(sections, ["Apply", "Apply", "Address", "Address", "Apply"]);
    });
}

#[test]
fn a_page_tells_its_headings_text_data_and_challenges() {
    run(async {
        let rig = Rig::open(
            "<html lang=en-GB><title>Rust Engineer</title><script type='application/ld+json'>{\"@type\":\"JobPosting\"}</script>
             <h1>Rust  Engineer</h1><h2 style='display:none'>Hidden</h2><p>We are <b>hiring</b></p><script>var not='text'</script><style>p{}</style>
             <div class='g-recaptcha' style='width:300px;height:70px'></div><iframe src='/recaptcha/anchor?k=1' width=10 height=20></iframe>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        let frame = &snapshot.frames[0];
        assert_eq!((snapshot.title.as_str(), frame.lang.as_str(), frame.headings.len()), ("Rust Engineer", "en-gb", 1));
        assert_eq!((frame.headings[0].level, frame.headings[0].text.as_str()), (1, "Rust Engineer"));
        assert_eq!(frame.text, "Rust Engineer We are hiring");
        assert_eq!(frame.json_ld, [r#"{"@type":"JobPosting"}"#]);
        let challenges: Vec<_> = frame.challenges.iter().map(|c| (c.signal.as_str(), c.size[1] > 0.0)).collect();
        assert_eq!(challenges, [("/recaptcha/anchor", true), (".g-recaptcha", true)]);
    });
}

#[test]
fn numbers_of_elements_stay_for_the_life_of_the_document() {
    run(async {
        let rig = Rig::open("<input id=a><button onclick=\"document.body.prepend(Object.assign(document.createElement('input'),{id:'b'}))\">more</button>").await;
        let before = rig.control("a").await.1.node;
        rig.page.click(&crate::harness::button(&rig.snapshot().await, "more")).await.unwrap();
        let snapshot = rig.snapshot().await;
        assert_eq!(snapshot.frames[0].controls.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(find(&snapshot, "a").1.node, before);
    });
}

#[test]
fn a_frame_that_hangs_is_left_out_and_not_waited_for_again() {
    run(async {
        let site = Site::open().await;
        site.page("/", "<input id=a><iframe src='http://b.test:PORT/hung'></iframe>");
        site.page("/hung", "<input id=b><script>addEventListener('load',()=>setTimeout(()=>{for(;;);},50))</script>");
        let rig = Rig::at(site, Arc::new(Open), "/").await;
        rig.page.settle(Duration::from_millis(300), SECOND).await.unwrap();
        assert_eq!(rig.snapshot().await.frames.len(), 1);
        let started = Instant::now();
        assert_eq!(rig.snapshot().await.frames[0].controls.len(), 1);
        assert!(started.elapsed() < 2 * SECOND, "{:?}", started.elapsed());
        rig.page.set_texts(&[(rig.at_id("a").await, "still works".into())]).await.unwrap();
        assert_eq!(rig.value("a").await, "still works");
    });
}

/// Each page with what must still be seen of it.
#[test]
fn hostile_pages_are_read_within_their_limits() {
    run(async {
        let site = Site::open().await;
        let cases = [
            ("ten thousand fields", "<script>document.write('<form>'+'<label>Name <input required></label>'.repeat(10000)+'</form>')</script>", CONTROL_LIMIT),
            ("a label of 5 MB", "<label for=a id=l></label><input id=a aria-labelledby=l><script>l.textContent='word '.repeat(1e6)</script>", 1),
            ("attributes of 5 MB", "<input id=a><script>const t='x'.repeat(5e6);for(const n of ['aria-label','placeholder','name','class','title','data-qa','aria-labelledby'])a.setAttribute(n,t);a.value=t</script>", 1),
            ("labels in a circle", "<span id=x aria-labelledby=y>X<span id=y aria-labelledby=x>Y</span></span><input id=a aria-labelledby='x y a' aria-describedby=a>", 1),
            ("overridden built-ins", "<form name=f><input id=a name=getAttribute><input name=firstElementChild><input name=parentNode><input name=id></form><img name=body><script>
                Element.prototype.getAttribute=()=>{throw 1};JSON.stringify=()=>'{}';Object.defineProperty(Node.prototype,'parentNode',{get(){throw 2}});Map=Set=WeakMap=undefined;Array.prototype.map=()=>{throw 3}</script>", 4),
            ("a deep tree", "<body><script>let d=document.body;for(let i=0;i<400;i++){const e=document.createElement('div');d.append(e);d=e} d.innerHTML='<label>Deep <input id=a></label>'</script>", 1),
            ("shadow roots in shadow roots", "<div id=h></div><script>let d=h;for(let i=0;i<40;i++){const r=d.attachShadow({mode:'open'});r.innerHTML='<div></div>'+(i===39?'<input id=a>':'');d=r.firstChild}</script>", 1),
            ("endless text", "<input id=a><script>document.body.append('word '.repeat(2e6))</script>", 1),
            ("a select with 50,000 options", "<select id=a></select><script>a.innerHTML='<option>o'.repeat(50000)</script>", 1),
            ("half a character", "<input id=a><script>a.value='\\ud83d'.repeat(3000);document.title='\\udc00'</script>", 1),
            ("a page that never rests", "<input id=a><script>setInterval(()=>{document.body.append(document.createElement('input'))},1)</script>", 1),
        ];
        let context = crate::harness::browser().context(Arc::new(Open)).await.unwrap();
        for (name, html, least) in cases {
            site.page("/", html);
            let page = context.page().await.unwrap();
            page.goto(&site.url("/"), 20 * SECOND).await.unwrap();
            let started = Instant::now();
            let snapshot = page.snapshot().await.unwrap_or_else(|error| panic!("{name}: {error}"));
            // Chromium itself needs seconds to lay out some of them, more on a busy machine.
            assert!(started.elapsed() < 24 * SECOND, "{name}: {:?}", started.elapsed());
            let frame = &snapshot.frames[0];
            assert!(frame.controls.len() >= least, "{name}: {} controls", frame.controls.len());
            assert!(frame.controls.len() <= CONTROL_LIMIT, "{name}");
            assert_eq!(frame.truncated, frame.controls.len() == CONTROL_LIMIT || name.contains("50,000"), "{name}");
            let longest = frame
                .controls
                .iter()
                .flat_map(|c| {
                    [
                        &c.labels.labelledby,
                        &c.labels.aria,
                        &c.labels.native,
                        &c.labels.container,
                        &c.value,
                        &c.name,
                        &c.labels.placeholder,
                    ]
                })
                .map(|t| t.chars().count())
                .max();
            assert!(longest <= Some(TEXT_LIMIT), "{name}: {longest:?}");
            page.close().await;
        }
    });
}

#[test]
fn a_native_list_behind_a_drawn_one_is_the_field_and_stands_where_it_is_drawn() {
    run(async {
        let rig = Rig::open(
            "<style>.select2-offscreen{clip:rect(0 0 0 0);width:1px;height:1px;position:absolute;left:0;top:0}</style>
             <p style='height:200px'>Advert</p>
             <label for=s>How did you hear? *</label><div class=select2-container><a class=select2-choice><span class=select2-chosen>Friend</span></a>
             <input class='select2-focusser select2-offscreen' role=button id=f></div>
             <select id=s class='select2-offscreen' tabindex=-1><option value=''>Please select</option><option>Friend</option><option>Board</option></select>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        let list = find(&snapshot, "s").1;
        assert!(list.reachable && list.rect[1] >= 200.0, "{:?}", list.rect);
        assert_eq!((list.labels.native.as_str(), list.value.as_str()), ("How did you hear? *", "Friend"));
        assert!(snapshot.frames[0].controls.iter().all(|control| control.id != "f"));
    });
}

#[test]
fn a_group_holds_the_choices_of_components_with_roots_of_their_own() {
    run(async {
        let rig = Rig::open(
            "<fieldset><legend>Remote? *</legend><one-choice name=Yes></one-choice><one-choice name=No></one-choice></fieldset>
             <script>customElements.define('one-choice', class extends HTMLElement { connectedCallback() {
               const name = this.getAttribute('name'), root = this.attachShadow({ mode: 'open' });
               root.innerHTML = `<input type=radio id=${name}><label for=${name}>${name}</label>`; } });</script>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        let (yes, no) = (find(&snapshot, "Yes").1, find(&snapshot, "No").1);
        assert!(yes.group.is_some() && yes.group == no.group);
        assert_eq!((yes.labels.group.as_str(), yes.required.marked), ("Remote? *", true));
        assert!(snapshot.frames[0].text.contains("Yes"), "the text of shadow trees is text of the page");
    });
}

#[test]
fn an_open_dialog_with_a_form_hides_what_lies_behind_it() {
    run(async {
        let dialog = |inside: &str| {
            format!(
                "<input id=behind aria-label=Search><button id=search>Search</button>
                 <div role=dialog aria-modal=true><h2>Apply</h2>{inside}<button id=next>Next</button></div>"
            )
        };
        let reachable = async |inside: &str| {
            let snapshot = Rig::open(&dialog(inside)).await.snapshot().await;
            let buttons = &snapshot.frames[0].buttons;
            let button = |id: &str| buttons.iter().find(|button| button.id == id).unwrap().visible;
            (find(&snapshot, "behind").1.reachable, button("search"), button("next"))
        };
        assert_eq!(reachable("<label>Name <input id=name></label>").await, (false, false, true));
        assert_eq!(reachable("<p>We use cookies</p><input type=checkbox>").await, (true, true, true));
        assert_eq!(reachable("<p>Sign in for more</p>").await, (true, true, true));
    });
}

#[test]
fn a_list_of_steps_says_which_one_is_current() {
    run(async {
        let rig =
            Rig::open("<ol><li>You<li aria-current=step><b>Your work</b><li>Review</ol><ol><li>Not a step</ol>").await;
        let snapshot = rig.snapshot().await;
        assert_eq!(
            (snapshot.frames[0].steps.join("|").as_str(), snapshot.frames[0].step),
            ("You|Your work|Review", Some(1))
        );
    });
}

#[test]
fn a_page_is_settled_when_the_frames_of_its_frames_show_their_documents() {
    run(async {
        // Processes that start at the same time take their turns.
        let settled = (0..6).map(|_| async {
            let site = Site::open().await;
            site.page("/", "<iframe src='http://b.test:PORT/outer'></iframe>");
            site.page("/outer", "<input id=outer><iframe src='http://c.test:PORT/inner'></iframe>");
            site.page("/inner", "<input id=inner>");
            let rig = Rig::at(site, Arc::new(Open), "/").await;
            assert!(rig.page.settle(Duration::from_millis(50), 20 * SECOND).await.unwrap());
            let shown = rig.snapshot().await.frames;
            let ids = shown.iter().flat_map(|frame| &frame.controls).map(|control| control.id.as_str());
            assert_eq!(ids.collect::<Vec<_>>(), ["outer", "inner"]);
        });
        futures_util::future::join_all(settled).await;
    });
}
