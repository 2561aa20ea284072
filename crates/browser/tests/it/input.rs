//! Mouse, keys, text and choices.

use crate::harness::{Open, Rig, SECOND, Site, button, find, run};
use browser::{BrowserError, Key};
use std::sync::Arc;

/// Writes each event's name and whether it is trusted into `log`.
const LISTEN: &str = "<script>var log=[]; for (const t of ['input','change','blur','focus','keydown']) \
    addEventListener(t, e => { if (e.target.id) { log.push(e.type+':'+e.target.id+':'+e.isTrusted); document.title = log.join(' ') } }, true)</script>";

#[test]
fn texts_are_typed_with_trusted_events_and_left() {
    run(async {
        let rig =
            Rig::open(&format!("<input id=a value=old><textarea id=b></textarea><input id=c type=email>{LISTEN}"))
                .await;
        let snapshot = rig.snapshot().await;
        let at = |id| find(&snapshot, id).0;
        let texts = [(at("a"), "José".into()), (at("b"), "two\nlines".into()), (at("c"), "j@x.test".into())];
        rig.page.set_texts(&texts).await.unwrap();
        let after = rig.snapshot().await;
        assert_eq!(find(&after, "a").1.value, "José");
        assert_eq!(find(&after, "b").1.value, "two lines");
        assert_eq!(find(&after, "c").1.value, "j@x.test");
        for id in ["a", "b", "c"] {
            for event in ["focus", "input", "change", "blur"] {
                assert!(after.title.contains(&format!("{event}:{id}:true")), "{event} of {id} in {}", after.title);
            }
        }
        assert!(!after.title.contains("false"), "{}", after.title);
    });
}

#[test]
fn an_empty_text_clears_a_field() {
    run(async {
        let rig = Rig::open(&format!("<input id=a value=old>{LISTEN}")).await;
        rig.page.set_texts(&[(rig.at_id("a").await, String::new())]).await.unwrap();
        assert_eq!(rig.value("a").await, "");
        assert!(rig.title().await.contains("change:a:true"));
    });
}

#[test]
fn a_controlled_input_that_takes_back_scripted_values_keeps_a_typed_one() {
    run(async {
        // As React does it: the state changes only on a trusted input event, and the node is reset to the state.
        let rig = Rig::open(
            "<input id=a><script>let state=''; const own=Object.getOwnPropertyDescriptor(HTMLInputElement.prototype,'value'); let known='';
             Object.defineProperty(a,'value',{get(){return own.get.call(a)},set(v){known=v;own.set.call(a,v)}});
             a.addEventListener('input',e=>{ if(e.isTrusted && own.get.call(a)!==known){state=own.get.call(a);known=state} own.set.call(a,state) });
             setInterval(()=>{ if(own.get.call(a)!==state) own.set.call(a,state) },5)</script>",
        )
        .await;
        rig.page.set_texts(&[(rig.at_id("a").await, "Ada Lovelace".into())]).await.unwrap();
        rig.page.settle(std::time::Duration::from_millis(30), SECOND).await.unwrap();
        assert_eq!(rig.value("a").await, "Ada Lovelace");
    });
}

#[test]
fn an_editable_element_takes_text() {
    run(async {
        let rig = Rig::open(&format!(
            "<div id=a contenteditable role=textbox aria-label=Letter><p>old text</p></div>{LISTEN}"
        ))
        .await;
        rig.page.set_texts(&[(rig.at_id("a").await, "Dear team".into())]).await.unwrap();
        assert_eq!(rig.value("a").await, "Dear team");
        assert!(rig.title().await.contains("input:a:true"));
    });
}

#[test]
fn fields_in_shadow_roots_and_frames_of_any_origin_take_text_and_clicks() {
    run(async {
        let site = Site::open().await;
        site.page(
            "/",
            "<div style='height:1500px'>tall</div><iframe id=same src=/frame style='margin:7px;border:5px solid;padding:3px' width=500 height=200></iframe>
             <iframe src='http://b.test:PORT/outer' width=600 height=400></iframe><div id=host></div>
             <script>host.attachShadow({mode:'open'}).innerHTML='<div><input id=shadowed><div id=deep></div></div>';
             host.shadowRoot.getElementById('deep').attachShadow({mode:'open'}).innerHTML='<label><input type=checkbox id=shadowbox> deep</label>'</script>",
        );
        site.page("/frame", "<p>x</p><input id=same><input type=checkbox id=samebox>");
        site.page("/outer", "<div style='height:900px'>far</div><input id=foreign><iframe src='http://c.test:PORT/inner' height=120></iframe>");
        site.page("/inner", "<input id=nested><input type=checkbox id=nestedbox>");
        let rig = Rig::at(site, Arc::new(Open), "/").await;
        assert!(rig.page.settle(std::time::Duration::from_millis(50), 20 * SECOND).await.unwrap());
        let snapshot = rig.snapshot().await;
        assert_eq!(snapshot.frames.len(), 4);
        let at = |id| find(&snapshot, id).0;
        let texts: Vec<_> =
            ["shadowed", "same", "foreign", "nested"].map(|id| (at(id), format!("text of {id}"))).into();
        rig.page.set_texts(&texts).await.unwrap();
        for id in ["samebox", "shadowbox", "nestedbox"] {
            rig.page.set_checked(&at(id), true).await.unwrap();
        }
        let after = rig.snapshot().await;
        for id in ["shadowed", "same", "foreign", "nested"] {
            assert_eq!(find(&after, id).1.value, format!("text of {id}"));
        }
        for id in ["samebox", "shadowbox", "nestedbox"] {
            assert_eq!(find(&after, id).1.checked, Some(true), "{id}");
        }
        assert_eq!(
            snapshot.frames.iter().map(|f| f.url.rsplit('/').next().unwrap()).collect::<Vec<_>>(),
            ["", "frame", "outer", "inner"]
        );
    });
}

#[test]
fn a_covered_button_is_not_clicked_and_one_under_its_own_overlay_is() {
    run(async {
        let rig = Rig::open(
            "<button onclick=\"document.title+='covered '\">covered</button>
             <div style='position:fixed;inset:0 0 80% 0;background:#eee' id=veil>cookies</div>
             <div style='position:absolute;top:60%'><button onclick=\"document.title+='own '\" style='width:120px;height:40px'>own</button>
             <div role=button onclick=\"document.title+='filter '\" style='position:absolute;top:0;left:0;width:120px;height:40px'></div></div>",
        )
        .await;
        let snapshot = rig.snapshot().await;
        assert!(matches!(rig.page.click(&button(&snapshot, "covered")).await, Err(BrowserError::Obscured)));
        rig.page.click(&button(&snapshot, "own")).await.unwrap();
        assert_eq!(rig.title().await, "filter");
    });
}

#[test]
fn a_click_is_trusted_and_lands_after_scrolling() {
    run(async {
        let rig = Rig::open(
            "<div style='height:4000px'></div><div style='height:100px;overflow:auto'><div style='height:900px'></div>
             <button onclick='document.title=event.isTrusted+event.type'>far</button></div>",
        )
        .await;
        rig.page.click(&button(&rig.snapshot().await, "far")).await.unwrap();
        assert_eq!(rig.title().await, "trueclick");
    });
}

#[test]
fn hidden_choices_are_made_through_their_labels() {
    run(async {
        let rig = Rig::open(
            "<style>.h{position:absolute;opacity:0;width:1px;height:1px;clip:rect(0 0 0 0)}</style>
             <fieldset><legend>Pick</legend><input class=h type=radio name=r id=r1 value=1><label for=r1>One</label>
             <input class=h type=radio name=r id=r2 value=2><label for=r2>Two</label></fieldset>
             <input style='display:none' type=checkbox id=c><label for=c>Agree to <a href='#x'>terms</a> and all that follows from them</label>
             <div role=radiogroup aria-label=Aria><div role=radio id=a1 aria-checked=false tabindex=0>yes</div><div role=radio id=a2 aria-checked=false tabindex=0>no</div></div>
             <button id=t1 aria-pressed=false>Yes</button>
             <script>for (const e of [a1,a2]) e.onclick=()=>{for(const o of [a1,a2])o.setAttribute('aria-checked',o===e)};
             t1.onclick=()=>setTimeout(()=>t1.setAttribute('aria-pressed',t1.getAttribute('aria-pressed')!=='true'),60)</script>",
        )
        .await;
        for id in ["r2", "c", "a2", "t1"] {
            rig.page.set_checked(&rig.at_id(id).await, true).await.unwrap();
            assert_eq!(rig.control(id).await.1.checked, Some(true), "{id}");
            rig.page.set_checked(&rig.at_id(id).await, true).await.unwrap();
            assert_eq!(rig.control(id).await.1.checked, Some(true), "{id} again");
        }
        assert_eq!(rig.control("r1").await.1.checked, Some(false));
        rig.page.set_checked(&rig.at_id("c").await, false).await.unwrap();
        assert_eq!(rig.control("c").await.1.checked, Some(false));
    });
}

#[test]
fn a_control_that_refuses_a_state_is_an_error() {
    run(async {
        let rig = Rig::open("<input type=checkbox id=c onclick='event.preventDefault()'>").await;
        assert!(matches!(rig.page.set_checked(&rig.at_id("c").await, true).await, Err(BrowserError::Protocol(_))));
    });
}

#[test]
fn native_selects_take_exactly_the_options_asked_for() {
    run(async {
        let rig = Rig::open(
            "<select id=s onchange='document.title=this.value'><option value=''>Select</option><option value=de>Germany</option><option value=us>United States</option></select>
             <select id=m multiple><option selected>a<option>b<option>c</select>",
        )
        .await;
        rig.page.select(&rig.at_id("s").await, &[2]).await.unwrap();
        rig.page.select(&rig.at_id("m").await, &[1, 2]).await.unwrap();
        let after = rig.snapshot().await;
        assert_eq!(after.title, "us");
        assert_eq!(find(&after, "s").1.value, "United States");
        assert_eq!(find(&after, "m").1.value, "b, c");
        assert!(matches!(rig.page.select(&rig.at_id("s").await, &[9]).await, Err(BrowserError::Gone)));
    });
}

#[test]
fn a_select_that_takes_back_scripted_choices_is_operated_by_keys() {
    run(async {
        let rig = Rig::open(
            "<select id=s><option>a<option>b<option>c<option>d</select><script>s.addEventListener('change',e=>{ if(!e.isTrusted) s.selectedIndex=0 })</script>",
        )
        .await;
        rig.page.select(&rig.at_id("s").await, &[2]).await.unwrap();
        assert_eq!(rig.value("s").await, "c");
    });
}

#[test]
fn a_spinbutton_hears_real_keys() {
    run(async {
        let rig = Rig::open(
            "<input role=spinbutton id=month aria-label=Month size=2><input role=spinbutton id=year aria-label=Year size=4><div role=spinbutton id=div tabindex=0 aria-label=Day>9</div>
             <script>function part(e,n,next){let typed='';e.addEventListener('focus',()=>typed='');
             e.addEventListener('keydown',k=>{ if(/^[0-9]$/.test(k.key)&&k.isTrusted&&k.keyCode===48+ +k.key){typed+=k.key;show(e,typed.padStart(n,'0'));if(typed.length===n&&next)next.focus()} if(k.key==='Backspace'){typed='';show(e,'')} k.preventDefault()});}
             function show(e,t){ if('value' in e)e.value=t;else e.textContent=t }
             part(month,2,year);part(year,4);part(div,2)</script>",
        )
        .await;
        rig.page.type_keys(&rig.at_id("month").await, "03").await.unwrap();
        rig.page.type_keys(&rig.at_id("year").await, "2027").await.unwrap();
        rig.page.type_keys(&rig.at_id("div").await, "17").await.unwrap();
        rig.page.press(Key::Tab).await.unwrap();
        let after = rig.snapshot().await;
        for (id, value) in [("month", "03"), ("year", "2027"), ("div", "17")] {
            assert_eq!(find(&after, id).1.value, value, "{id}");
        }
    });
}

#[test]
fn dates_are_set_as_a_whole() {
    run(async {
        let rig = Rig::open("<input type=date id=d onchange='document.title=this.value'><input type=month id=m>").await;
        let snapshot = rig.snapshot().await;
        let at = |id| find(&snapshot, id).0;
        rig.page.set_texts(&[(at("d"), "2027-01-15".into()), (at("m"), "2027-03".into())]).await.unwrap();
        let after = rig.snapshot().await;
        assert_eq!((after.title.as_str(), find(&after, "m").1.value.as_str()), ("2027-01-15", "2027-03"));
    });
}

#[test]
fn a_hidden_file_input_of_a_dropzone_takes_a_file() {
    run(async {
        let rig = Rig::open(
            "<div class=dropzone id=zone><label id=l>Resume *</label><button type=button>Choose</button><input type=file id=f aria-labelledby=l style='display:none'></div>
             <script>f.addEventListener('change',e=>{ const n=f.files[0].name; document.title=n+e.isTrusted;
             setTimeout(()=>{ f.remove(); const p=document.createElement('p'); p.className='file-upload__filename'; p.textContent=n; zone.append(p) },80) })</script>",
        )
        .await;
        let folder = std::env::temp_dir().join(format!("valet-attach-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("cv of Ada.pdf");
        std::fs::write(&file, b"%PDF-1.4").unwrap();
        let (at, before) = rig.control("f").await;
        assert!(!before.visible && before.files.is_empty() && before.required.marked);
        rig.page.attach(&at, &file).await.unwrap();
        assert_eq!(rig.title().await, "cv of Ada.pdftrue");
        rig.page.settle(std::time::Duration::from_millis(120), SECOND).await.unwrap();
        // The input is gone; the question remains and shows the file.
        let (_, after) = rig.control("f").await;
        assert_eq!((after.input_type.as_str(), after.files.as_slice()), ("file", &["cv of Ada.pdf".to_owned()][..]));
        assert_eq!(after.labels.labelledby, "Resume *");
        assert!(matches!(rig.page.attach(&at, &folder.join("missing.pdf")).await, Err(BrowserError::Protocol(_))));
        std::fs::remove_dir_all(&folder).unwrap();
    });
}

#[test]
fn an_element_that_was_removed_is_gone() {
    run(async {
        let rig = Rig::open("<input id=a><script>setTimeout(()=>0)</script>").await;
        let at = rig.at_id("a").await;
        rig.page.goto(&rig.site.url("/?again"), 5 * SECOND).await.unwrap();
        assert!(matches!(rig.page.click(&at).await, Err(BrowserError::Gone)));
        assert!(matches!(rig.page.set_texts(&[(at, "x".into())]).await, Err(BrowserError::Gone)));
    });
}

#[test]
fn what_is_folded_away_is_seen_as_such_and_unfolded_to_be_pressed() {
    run(async {
        let rig = Rig::open(
            "<details><summary>More</summary><input type=checkbox id=news checked><label for=news>Send me news</label></details>
             <input type=checkbox id=hidden checked style='display:none'>",
        )
        .await;
        let (at, folded) = rig.control("news").await;
        assert!(folded.folded && !folded.visible && folded.checked == Some(true), "{folded:?}");
        assert!(!rig.control("hidden").await.1.folded);
        rig.page.set_checked(&at, false).await.unwrap();
        let (_, open) = rig.control("news").await;
        assert!(!open.folded && open.visible && open.checked == Some(false), "{open:?}");
    });
}

#[test]
fn a_page_shows_whether_it_did_anything_about_a_file_and_whether_it_is_done() {
    run(async {
        let folder = std::env::temp_dir().join(format!("valet-browser-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("resume.pdf");
        std::fs::write(&file, b"%PDF-1.4").unwrap();
        for (handler, reacts, busy) in [
            ("", false, false),
            ("say.textContent='Uploading…'", true, true),
            ("say.textContent='resume.pdf'", true, false),
            ("say.innerHTML='<progress max=100 value=30></progress>'", true, true),
            ("say.innerHTML='<progress max=100 value=100></progress>'", true, false),
            ("this.files[0].arrayBuffer().then(()=>say.innerHTML='<span aria-busy=true>..</span>')", true, true),
        ] {
            let page = format!("<form><div><input type=file id=cv onchange=\"{handler}\"><p id=say></p></div></form>");
            let rig = Rig::open(&page).await;
            let at = rig.at_id("cv").await;
            assert!(!rig.page.file_busy(&at).await.unwrap(), "{handler}");
            rig.page.attach(&at, &file).await.unwrap();
            let seen = (rig.page.file_taken(&at).await.unwrap(), rig.page.file_busy(&at).await.unwrap());
            assert_eq!(seen, (reacts, busy), "{handler}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    });
}
