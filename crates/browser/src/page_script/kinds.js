// What an element is: a control, a button, or nothing to us; and the words and classes that tell more about it.

const TEXT_ROLES = new Set(['textbox', 'searchbox', 'combobox', 'spinbutton']);
const CHECK_ROLES = new Set(['radio', 'checkbox', 'switch', 'menuitemcheckbox', 'menuitemradio']);
const BUTTON_TYPES = new Set(['submit', 'button', 'image', 'reset']);
const LIST_POPUPS = new Set(['listbox', 'tree', 'grid', 'dialog']);

const NOTHING = 0, CONTROL = 1, BUTTON = 2;
const kindOf = (element, tag) => {
  switch (tag) {
    case 'input': {
      const type = (attr(element, 'type') || 'text').toLowerCase();
      if (type === 'hidden' || operatesDrawn(element)) return NOTHING;
      return BUTTON_TYPES.has(type) ? BUTTON : CONTROL;
    }
    case 'select': case 'textarea': return CONTROL;
    case 'option': case 'optgroup': case 'script': case 'style': case 'svg': case 'path': return NOTHING;
  }
  const role = (attr(element, 'role') || '').toLowerCase();
  if (role) {
    if (CHECK_ROLES.has(role)) return CONTROL;
    if (TEXT_ROLES.has(role)) return wraps(element) ? NOTHING : CONTROL;
  }
  if (tag === 'button' || role === 'button') {
    if (has(element, 'aria-pressed')) return CONTROL;
    // A toggle beside an input ("Toggle flyout") belongs to that input.
    if ((attr(element, 'aria-haspopup') || '').toLowerCase() === 'listbox' && !besideCombobox(element)) return CONTROL;
    return BUTTON;
  }
  const editable = attr(element, 'contenteditable');
  if (editable !== null && editable.toLowerCase() !== 'false' && !editableAbove(element)) return CONTROL;
  if (tag === 'a') return has(element, 'href') || role ? BUTTON : NOTHING;
  if (tag === 'summary' || role === 'link' || role === 'tab' || role === 'menuitem') return BUTTON;
  return NOTHING;
};
// An older pattern puts the role on a wrapper of the real input; the input is the control.
const wraps = (element) => find(element, 'input:not([type=hidden]),textarea,select,[contenteditable]:not([contenteditable=false])') !== null;
const besideCombobox = (element) => {
  let parent = above(element);
  for (let level = 0; parent && level < 3; level++, parent = above(parent)) {
    if (find(parent, 'input[role=combobox],input[aria-autocomplete]')) return true;
  }
  return false;
};
const editableAbove = (element) => {
  const parent = above(element);
  return parent !== null && closest(parent, '[contenteditable=""],[contenteditable=true],[contenteditable=plaintext-only]') !== null;
};

const AUTOMATION = ['data-automation-id', 'data-qa', 'data-testid', 'data-field-path', 'data-field'];
const ownAutomation = (element) => {
  for (const name of AUTOMATION) {
    const value = attr(element, name);
    if (value) return cut(value);
  }
  return '';
};
const automationOf = (element) => {
  for (let level = 0, at = element; at && level <= 5; level++, at = above(at)) {
    const own = ownAutomation(at);
    if (own) return own;
  }
  return '';
};

const CHALLENGE_ADDRESS = /recaptcha|hcaptcha|challenges\.cloudflare\.com|funcaptcha|arkoselabs|captcha-delivery|geo\.captcha|turnstile/i;
const CHALLENGES = ['.g-recaptcha', '.grecaptcha-badge', '.h-captcha', '.cf-turnstile', '#captcha', '[data-captcha]', '#FunCaptcha',
  '#challenge-running', '#cf-challenge-running', '.cf-browser-verification', '#px-captcha', '[data-datadome]', '.slider-captcha',
  '[data-slider-captcha]', '.rc-audiochallenge', '#audio-source', 'audio[src*=captcha]'];
const CHALLENGE_SELECTOR = CHALLENGES.join(',');
// What says that a page is watched over without asking anybody anything.
const BADGE = '.grecaptcha-badge,[data-size=invisible]';
const DOORS = ['#login-form', '[data-testid=login-form]', 'form[action*=login i]', 'form[action*=signin i]', 'form[action*=sign-in i]'];

const ERROR_CLASS = /(^|[\s_-])(error|errors|invalid-feedback|field-error|help-block-error|alert|alert-danger)([\s_-]|$)|error[-_]?(message|text|msg)|(message|text|msg)[-_]?error|[a-z]Error(s|Message|Text)?([\s_-]|$)/;
const ERROR_AUTOMATION = /error/i;
const MARK = /[*✱＊∗]|\brequired\b(?!\s+(fields?\s+are|if)\b)/i;
const NOT_MARK = /\b(not|isn't|non)[\s-]*required\b|\boptional\b/i;
const FILE_NAME = /[^\s/\\:*?"<>|][^/\\:*?"<>|\n]{0,120}\.(pdf|docx?|rtf|txt|odt|pages|png|jpe?g)\b/i;
const UNANSWERED = /^(-+|—|–|…|\.\.\.)?\s*(please\s+)?(select|choose|pick)(\s+(one|an?\s+[\w-]+|your\s+[\w -]+|[\w-]+))?\s*(-+|—|–|…|\.\.\.)?\s*$/i;
// The arrow that a drawn list shows after its value.
const ARROW = /\s*[▾▼▿▽⌄⏷]+$/u;

// Hidden inputs that hold question schemas: Lever's `cards[<id>][baseTemplate]`.
const TEMPLATES = 'input[type=hidden][name$="[baseTemplate]"]';

const CHECKED = { true: true, mixed: true, false: false };
const checkedOf = (element, type) => {
  if (type === 'radio' || type === 'checkbox') return element.checked;
  const state = attr(element, 'aria-checked') ?? attr(element, 'aria-pressed') ?? attr(element, 'aria-selected');
  return CHECKED[state] ?? false;
};
