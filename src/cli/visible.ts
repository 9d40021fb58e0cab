/**
 * What a terminal would obey instead of showing: control characters of both sets, and those that turn the direction of a text.
 * Line ends and tabs stay.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Where the pictures of control characters begin, and that of DEL. */
const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/**
 * A text from elsewhere (the chain, a program, an error) that a terminal shows and does not obey: control characters become
 * their pictures (␛, ␇), or � where they have none.
 */
export const visible = (text: string): string =>
  text.replace(OBEYED, (character) => {
    const code = character.charCodeAt(0);
    if (code === DELETE) return DELETE_PICTURE;
    return code < 0x20 ? String.fromCharCode(PICTURES + code) : '\ufffd';
  });

/** The same for what stands in one line: its line ends and tabs become pictures too. */
export const visibleLine = (text: string): string =>
  visible(text).replace(/[\n\t]/g, (character) => String.fromCharCode(PICTURES + character.charCodeAt(0)));
