/** The version of this Rollcall, as saved plans and reports carry it. Checked against package.json by a test. */
export const rollcallVersion = '0.1.0';
