import Testing

@testable import Commands

/// What a slip of the fingers gets for an answer.
@Suite struct UsageMessageTests {
    struct Slip: Sendable {
        var line: String
        var says: String
    }

    @Test(arguments: [
        Slip(line: "bootstap -f a", says: "There is no command 'bootstap'. Did you mean 'bootstrap'?"),
        Slip(line: "chart templat web", says: "There is no command 'templat' of 'chart'. Did you mean 'template'?"),
        Slip(line: "chart depedency list", says: "'depedency' of 'chart'. Did you mean 'dependency'?"),
        Slip(line: "chart dep lst", says: "There is no command 'lst' of 'chart dep'. Did you mean 'list'?"),
        Slip(line: "deployments lsit", says: "Did you mean 'list'?"),
        Slip(line: "prefligth", says: "Did you mean 'preflight'?"),
        Slip(line: "Status", says: "Did you mean 'status'?"),
        Slip(line: "uninst dynamo", says: "Did you mean 'uninstall'?"),
        Slip(line: "helm list", says: "There is no command 'helm'. There are: bootstrap, chart, "),
        Slip(line: "models nothing-like-it", says: "of 'models'. There are: list, search, show."),
        Slip(line: "status --namspace x", says: "Did you mean '--namespace'?"),
        Slip(line: "bootstrap --sandbx -f a", says: "Did you mean '--sandbox'?"),
        Slip(line: "status -o jsn", says: "Please provide one of 'text', 'json' or 'yaml'. Did you mean 'json'?"),
        Slip(line: "preflight --events plian", says: "Did you mean 'plain'?"),
        Slip(line: "install dynamo --driver Helm", says: "Did you mean 'helm'?"),
        Slip(line: "preflight --fail-on warn", says: "Did you mean 'warning'?"),
        Slip(line: "completion fsh", says: "Did you mean 'fish'?"),
    ])
    func namesWhatWasMeant(_ slip: Slip) async {
        let run = await CommandRun.of(slip.line)
        #expect(run.status == .usage)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("Error: "), "\(run.errors)")
        #expect(run.errors.contains(slip.says), "\(run.errors)")
        #expect(run.errors.contains("Usage: groundcrew"), "\(run.errors)")
    }

    @Test func aKindOfReportIsSuggested() async {
        let run = await CommandRun.of("preflight --report jnit=out.xml")
        #expect(run.status == .usage)
        #expect(
            run.errors
                == "groundcrew: --report jnit=out.xml: there is no kind 'jnit'\n  next: did you mean junit=out.xml?\n")
    }

    @Test(arguments: [
        ("list", "list", 0), ("lsit", "list", 1), ("lst", "list", 1), ("lisst", "list", 1), ("lost", "list", 1),
        ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ])
    func distancesCountSlips(from: String, to: String, distance: Int) {
        #expect(NearestWord.distance(from, to) == distance)
    }

    @Test(arguments: [
        ("templat", ["template", "lint"], "template"), ("x", ["list", "show"], nil), ("", ["list"], nil),
        ("dep", ["dependency", "deploy"], "dependency"), ("sho", ["show", "shop"], "shop"), ("abcdef", ["uvwxyz"], nil),
    ])
    func onlyNearWordsAreOffered(typed: String, known: [String], nearest: String?) {
        #expect(NearestWord.to(typed, among: known) == nearest)
    }
}
