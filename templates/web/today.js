// Marks the next meeting of each section; the page is whole without it.
(function () {
  var now = new Date();
  var two = function (n) { return (n < 10 ? "0" : "") + n; };
  var today = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  var sections = [[]];
  var parts = document.querySelectorAll("#schedule .of-section, #schedule .meetings > li");
  parts.forEach(function (part) {
    if (part.matches(".of-section")) sections.push([]);
    else if (!part.matches(".break, .holiday, .deadline")) sections[sections.length - 1].push(part);
  });
  sections.forEach(function (meetings) {
    var day = function (meeting) { return meeting.querySelector("time").getAttribute("datetime"); };
    var coming = meetings.filter(function (meeting) { return day(meeting) >= today; });
    coming.forEach(function (meeting) {
      if (day(meeting) !== day(coming[0])) return;
      meeting.classList.add("next");
      if (day(meeting) === today) meeting.setAttribute("aria-current", "date");
    });
  });
})();
