package reports

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/carecurve/carecurve/model/profile"
)

// browser runs chromium without a window or network on a file and gives the
// page's DOM and what the console said; the test is skipped where there is none.
func browser(t *testing.T, arguments ...string) (dom, console string) {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium found: the page was not looked at in a browser")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr",
		"--allow-file-access-from-files", "--virtual-time-budget=5000", "--user-data-dir=" + t.TempDir()}, arguments...)...)
	var out, err strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); e != nil {
		t.Fatalf("%v: %s", e, err.String())
	}
	return out.String(), err.String()
}

func writePage(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every chart is drawn, and neither the policy nor a script complains.
func TestBrowserDrawsEveryChart(t *testing.T) {
	in := sampleInput()
	page := writePage(t, t.TempDir(), "report.html", render(t, in))
	dom, console := browser(t, "--dump-dom", "file://"+page)
	for _, c := range chartsOf(t, render(t, in)) {
		at := strings.Index(dom, `id="`+c.ID+`"`)
		if at < 0 || !strings.Contains(dom[at:min(len(dom), at+2000)], "<svg") {
			t.Errorf("%s is not drawn", c.ID)
		}
	}
	for _, line := range strings.Split(console, "\n") {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("console: %s", line)
		}
	}
}

// At 320 px nothing widens the page, also with a tooltip open at either edge.
func TestBrowserFitsSmallScreens(t *testing.T) {
	dir := t.TempDir()
	writePage(t, dir, "report.html", render(t, sampleInput()))
	frame := writePage(t, dir, "frame.html", `<!DOCTYPE html><body><iframe src="report.html" width="320" height="640"></iframe>
<script>
var f = document.querySelector("iframe");
f.onload = function () {
  var d = f.contentDocument, widest = d.documentElement.scrollWidth, tips = "";
  d.querySelectorAll(".chart").forEach(function (box) {
    [40, 160, 300].forEach(function (x) {
      var target = box.querySelector("svg").parentNode, r = target.getBoundingClientRect();
      var e = new f.contentWindow.MouseEvent("mousemove", {bubbles: true, clientX: r.left + x, clientY: r.top + 90});
      target.dispatchEvent(e);
      widest = Math.max(widest, d.documentElement.scrollWidth);
    });
    var tip = box.querySelector(".tip");
    tips += tip ? "[" + tip.textContent + "]" : "[none]";
  });
  document.title = "widest " + widest + " of " + d.documentElement.clientWidth + " " + tips;
};
</script>`)
	dom, console := browser(t, "--dump-dom", "file://"+frame)
	if strings.Contains(console, "CONSOLE") {
		t.Errorf("console: %s", console)
	}
	m := regexp.MustCompile(`<title>widest (\d+) of (\d+) (.*?)</title>`).FindStringSubmatch(dom)
	if m == nil {
		t.Fatalf("the frame gave no answer: %s", dom)
	}
	var widest, width int
	fmt.Sscan(m[1], &widest)
	fmt.Sscan(m[2], &width)
	if widest > width || width < 290 {
		t.Errorf("the page is %d px wide in %d px", widest, width)
	}
	if strings.Contains(m[3], "[none]") || !strings.Contains(m[3], "80% interval") {
		t.Errorf("tooltips: %s", m[3])
	}
}

// axeSource is axe-core, an accessibility checker, which is no part of the
// project: npm install --no-save axe-core, or AXE_CORE with its path.
func axeSource(t *testing.T) string {
	t.Helper()
	for _, path := range []string{os.Getenv("AXE_CORE"), filepath.Join("..", "node_modules", "axe-core", "axe.min.js")} {
		if text, err := os.ReadFile(path); err == nil {
			return string(text)
		}
	}
	t.Skip("no axe-core found: accessibility was not checked; npm install --no-save axe-core in the project's folder, or AXE_CORE=path/to/axe.min.js")
	return ""
}

// checkAccess runs axe-core on a page by the rules of WCAG 2.2 AA. The page's
// own policy would keep axe-core out, so it is taken off for the test.
func checkAccess(t *testing.T, page string) {
	t.Helper()
	axe := axeSource(t)
	page = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).ReplaceAllString(page, "")
	run := `<script>` + axe + `</script><script>
window.addEventListener("error", function (e) { document.title = "error " + e.message; });
window.addEventListener("load", function () {
  document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}).then(function (r) {
    var found = r.violations.map(function (v) { return v.id + " at " + v.nodes.map(function (n) { return n.target.join(" "); }).slice(0, 3).join(", "); });
    document.title = "axe " + r.passes.length + " passed [" + found.join("; ") + "]";
  }, function (e) { document.title = "axe failed: " + e; });
});
</script></body>`
	path := writePage(t, t.TempDir(), "page.html", page[:strings.LastIndex(page, "</body>")]+run+"</html>")
	dom, console := browser(t, "--dump-dom", "--virtual-time-budget=20000", "file://"+path)
	m := regexp.MustCompile(`<title>axe (\d+) passed \[(.*?)\]</title>`).FindStringSubmatch(dom)
	if m == nil {
		title := regexp.MustCompile(`<title>.*?</title>`).FindString(dom)
		t.Fatalf("axe-core gave no answer: %s %s", title, console)
	}
	if m[2] != "" {
		t.Errorf("axe-core finds: %s", m[2])
	}
	if n, _ := strconv.Atoi(m[1]); n < 10 {
		t.Errorf("only %d rules were checked", n)
	}
}

// The report and the profile have no fault that axe-core knows under WCAG 2.2
// AA; a page with one is found out.
func TestBrowserAccessibility(t *testing.T) {
	checkAccess(t, render(t, sampleInput()))
	checkAccess(t, render(t, Publish(smallInput(1))))
	checkAccess(t, renderProfile(t))
}

func renderProfile(t *testing.T) string {
	t.Helper()
	p := &profile.Profile{Authority: "Exampleshire", Children: 40, Sections: []profile.Section{{Key: "who", Title: "Who they are", Findings: []string{"Most are boys."},
		Tables: []profile.Table{{Key: "sex", Title: "Sex", Columns: []profile.Column{{Name: "Children", Unit: profile.Children}}, Rows: []profile.Row{{Name: "Boys", Cells: []float64{22}}, {Name: "Girls", Cells: []float64{18}}}}}}}}
	var b strings.Builder
	if err := WriteProfileHTML(&b, ProfileInput{Profile: p, Review: []profile.Child{{ID: "</script><img src=x onerror=alert(1)>"}}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<img") {
		t.Error("an identifier got into the page as markup")
	}
	return b.String()
}

// A table behind a chart opens by keyboard, and printing opens all of them.
func TestBrowserPrintsTables(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext found: the printed report was not read")
	}
	dir := t.TempDir()
	page := writePage(t, dir, "report.html", render(t, sampleInput()))
	pdf := filepath.Join(dir, "report.pdf")
	browser(t, "--print-to-pdf="+pdf, "--no-pdf-header-footer", "file://"+page)
	text, err := exec.Command("pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"Children looked after", "Net cost by financial year", "Baseline cost by line, mean", "31 March 2028"} {
		if !strings.Contains(string(text), c) {
			t.Errorf("the printed report lacks %q", c)
		}
	}
	if n := strings.Count(string(text), "Median"); n < 3 {
		t.Errorf("only %d tables behind charts are printed", n)
	}
}

// Every disclosure is a native one that the keyboard reaches, and every table
// that scrolls can be scrolled by keyboard.
func TestBrowserDisclosureByKeyboard(t *testing.T) {
	dir := t.TempDir()
	writePage(t, dir, "report.html", render(t, sampleInput()))
	frame := writePage(t, dir, "frame.html", `<!DOCTYPE html><body><iframe src="report.html" width="800" height="640"></iframe>
<script>
var f = document.querySelector("iframe");
f.onload = function () {
  var d = f.contentDocument, opened = 0, all = d.querySelectorAll("summary");
  all.forEach(function (s) {
    s.focus();
    var reached = d.activeElement === s && s.tabIndex === 0;
    s.click(); // what Enter and Space do on a native summary
    if (reached && s.parentNode.open) opened++;
  });
  var stuck = 0;
  d.querySelectorAll(".scroll").forEach(function (s) { if (s.tabIndex !== 0) stuck++; });
  document.title = "opened " + opened + " of " + all.length + " stuck " + stuck;
};
</script>`)
	dom, _ := browser(t, "--dump-dom", "file://"+frame)
	m := regexp.MustCompile(`<title>opened (\d+) of (\d+) stuck (\d+)</title>`).FindStringSubmatch(dom)
	if m == nil || m[1] != m[2] || m[1] == "0" || m[3] != "0" {
		t.Errorf("disclosures: %v", m)
	}
}
