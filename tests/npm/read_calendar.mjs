// Reads a calendar from standard input with ical.js and prints what it understands:
// for each event its UID, its start and end in UTC (or as days), and where it is held.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const shown = (time) =>
  time.isDate
    ? time.toString()
    : new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    starts: shown(event.startDate),
    ends: shown(event.endDate),
    location: event.location ?? "",
    status: component.getFirstPropertyValue("status"),
    sequence: event.sequence,
  };
});
console.log(JSON.stringify(events));
