// Marks the next day of the schedule; the page is whole without it.
(function () {
  var now = new Date();
  var two = function (n) { return (n < 10 ? "0" : "") + n; };
  var today = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  document.querySelectorAll("#schedule").forEach(function (schedule) {
    var days = Array.prototype.filter.call(
      schedule.querySelectorAll("time[datetime]"),
      function (day) { return day.getAttribute("datetime") >= today; }
    );
    if (!days.length) return;
    var next = days[0].getAttribute("datetime");
    days.forEach(function (day) {
      if (day.getAttribute("datetime") !== next) return;
      var row = day.closest("li");
      if (!row) return;
      row.classList.add("next");
      if (next === today) row.setAttribute("aria-current", "date");
    });
  });
})();
