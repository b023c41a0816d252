// Whether an answer is right and what to say to it: judging.py on the page, where no kernel may run. A test holds the two against each other.

const SPACES = " \\t\\r\\n\\u00a0\\u2009\\u202f", GROUPED = `[0-9]{1,3}(?:[,'${SPACES}][0-9]{3})+`;
const KILOMETRES = ["km", "kilometres", "kilometers", "kilometre", "kilometer"];
const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const stripped = (text) => text.replace(new RegExp(`^[${SPACES}]+|[${SPACES}]+$`, "g"), "");
const plain = (text) => text.replace(/[ \t\r\n\u00a0]+/g, " ").replace(/^ +| +$/g, "").replace(/\.+$/, "").toLowerCase();

/** What travels in base64: the key, its tolerance and the feedback. It keeps honest people honest and hides nothing from others. */
const opened = (sealed) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(sealed), (sign) => sign.charCodeAt(0))));

const unanswered = (given) => (typeof given === "string" ? !stripped(given) : given == null || (Array.isArray(given) && !given.length));

function chosen(question, given) {
  const found = question.choices.find((choice) => plain(choice) === plain(given));
  if (found === undefined) throw new RangeError(given);
  return found;
}

function chosenList(question, given) {
  const parts = typeof given === "string" ? given.split("|").filter((part) => stripped(part)) : given;
  const found = [...new Set(parts.map((part) => chosen(question, part)))];
  if (question.kind === "several") return question.choices.filter((choice) => found.includes(choice));
  if (found.length !== parts.length || found.length !== question.choices.length) throw new RangeError(given);
  return found;
}

/** The ISO day of "1999-03-12", "12 March 1999" or "March 12, 1999". */
function isoOf(given) {
  const text = given.replace(new RegExp(`[${SPACES}]+`, "g"), " ").replace(/^ | $/g, "").toLowerCase();
  const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  const said = /^([0-9]{1,2})\.? ([a-z]{3,9})\.?,? ([0-9]{4})$/.exec(text) ?? /^([a-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})$/.exec(text);
  let year = 0, month = 0, day = 0;
  if (iso) [year, month, day] = iso.slice(1).map(Number);
  else if (said) {
    const [date, name] = /^[0-9]/.test(said[1]) ? [said[1], said[2]] : [said[2], said[1]];
    [year, month, day] = [+said[3], MONTHS.findIndex((known) => known.startsWith(name)) + 1, +date];
  }
  const made = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || year > 2100 || made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) throw new RangeError(given);
  return made.toISOString().slice(0, 10);
}

/** The number in "1 340", "1,340", "1340 km" or "12.5". */
function valueOf(question, given) {
  const text = stripped(given).toLowerCase().replace(/\u2212/g, "-"), unit = question.unit.toLowerCase();
  const found = text.length <= 40 && new RegExp(`^([+-]?(?:${GROUPED}|[0-9]+)(?:[.,][0-9]+)?)[${SPACES}]*([a-z./% ]*)$`).exec(text);
  const units = ["", unit, unit.replace(/s$/, ""), ...(unit === "km" ? KILOMETRES : [])];
  if (!found || !units.includes(found[2].replace(/^[. ]+|[. ]+$/g, ""))) throw new RangeError(given);
  const whole = new RegExp(`^([+-]?${GROUPED})([.,][0-9]+)?$`).exec(found[1]);
  if (whole) return Number(whole[1].replace(new RegExp(`[,'${SPACES}]`, "g"), "") + (whole[2] ?? "").replace(",", "."));
  return Number(found[1].replace(",", "."));
}

/** The answer as it is kept; RangeError for one that can't be understood. */
function tidy(question, given) {
  const { kind } = question;
  if (kind === "several" || kind === "order") return chosenList(question, given);
  if (kind === "single") return chosen(question, given);
  if (kind === "timeline") return isoOf(given);
  if (kind === "number") valueOf(question, given);
  return stripped(given);
}

/** [right, feedback]; right is null where nothing can be right or wrong. */
function judge(question, key, t, given) {
  if (unanswered(given)) return [null, t.ex_unanswered];
  const { right, tolerance, feedback, model } = key, answer = tidy(question, given);
  const said = (good, ...more) => [good, [good ? t.ex_right : t.ex_wrong, ...more].filter(Boolean).join(" ")];
  const near = (off) => {
    const good = Math.abs(off) <= tolerance + 1e-9;
    return said(good, feedback[good ? 0 : feedback.length < 4 ? 1 : off < 0 ? 2 : 3]);
  };
  const textOf = (choice) => feedback[question.choices.indexOf(choice)];
  return {
    single: () => said(answer === right[0], textOf(answer)),
    several: () => {
      const wrong = answer.filter((choice) => !right.includes(choice)), missed = right.filter((choice) => !answer.includes(choice)).length;
      if (!wrong.length && !missed) return said(true, ...answer.map(textOf));
      return said(false, ...wrong.map(textOf), missed ? fill(t.ex_missed, { n: missed }) : "");
    },
    order: () => {
      const placed = answer.map((choice, k) => choice === right[k]), two = feedback.length === 2;
      if (placed.every(Boolean)) return said(true, two ? feedback[0] : "");
      const count = fill(t.ex_placed, { n: placed.filter(Boolean).length, total: answer.length });
      return two ? said(false, feedback[1], count) : said(false, count, textOf(answer[placed.indexOf(false)]));
    },
    timeline: () => near(number(answer) - number(right[0])),
    number: () => near(valueOf(question, answer) - right[0]),
    map: () => said(right.includes(answer), feedback[right.includes(answer) ? 0 : 1]),
    text: () => [null, `${t.ex_model} ${model} ${t.ex_look} ${feedback[0]}`],
  }[question.kind]();
}
