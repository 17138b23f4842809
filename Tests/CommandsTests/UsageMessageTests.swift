import Testing

@testable import Commands

/// What a slip of the fingers gets for an answer.
@Suite struct UsageMessageTests {
    struct Slip: Sendable {
        var line: String
        var says: String
    }

    @Test(arguments: [
        Slip(line: "bootstap -f a", says: "There is no command 'bootstap' (did you mean 'bootstrap'?)\n"),
        Slip(line: "chart templat web", says: "no command 'templat' of 'chart' (did you mean 'template'?)\n"),
        Slip(line: "chart depedency list", says: "'depedency' of 'chart' (did you mean 'dependency'?)\n"),
        Slip(line: "chart dep lst", says: "There is no command 'lst' of 'chart dep' (did you mean 'list'?)\n"),
        Slip(line: "deployments lsit", says: "(did you mean 'list'?)"),
        Slip(line: "prefligth", says: "(did you mean 'preflight'?)"), Slip(line: "Status", says: "'status'?)"),
        Slip(line: "uninst dynamo", says: "(did you mean 'uninstall'?)"),
        Slip(line: "helm list", says: "There is no command 'helm'; there are adopt, bootstrap, "),
        Slip(line: "models nothing-like-it", says: "of 'models'; there are list, search, show\n"),
        Slip(line: "status --namspace x", says: "Did you mean '--namespace'?"),
        Slip(line: "bootstrap --sandbx -f a", says: "Did you mean '--sandbox'?"),
        Slip(line: "status -o jsn", says: "one of 'text', 'wide', 'name', 'json' or 'yaml'. (did you mean 'json'?)\n"),
        Slip(line: "preflight --events plian", says: "(did you mean 'plain'?)"),
        Slip(line: "install dynamo --driver Helm", says: "(did you mean 'helm'?)"),
        Slip(line: "preflight --fail-on warn", says: "(did you mean 'warning'?)"),
        Slip(line: "completion fis", says: "(did you mean 'fish'?)"),
        Slip(
            line: "status --timeout 0s",
            says: "'--timeout <duration>'; say how long, such as 90s, 5m30s or 1h; it must be more than zero\n"),
        Slip(line: "uninstall dynamo --wait-lock soon", says: "; say how long, such as 90s, 5m30s or 1h\n"),
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
        let first = "groundcrew: --report jnit=out.xml: there is no kind 'jnit' (did you mean 'junit'?)\n"
        #expect(run.errors.hasPrefix(first + "  next: kinds are "), "\(run.errors)")
    }
}
