import ArgumentParser
import Kubernetes
import Testing
import Value

@testable import Commands

@Suite struct ParsingTests {
    /// Every command line that help and README show, or that a script may hold.
    @Test(arguments: [
        "bootstrap -f a.yaml", "bootstrap --file a.yaml --sandbox --plan -o json --events ndjson --timeout 5m",
        "bootstrap -f a.yaml --driver helm --helm /bin/helm --report junit=a --report json=b --skip nats --only crds",
        "preflight",
        "preflight --provider dynamo --model a/b --gpus 2 --replicas 3 --fail-on warning --fail-on unknown",
        "preflight --operator-version 0.8.0 --nats-url nats://a:1 --etcd-url http://b:2 --before-install",
        "preflight --provider a --provider b --model c/d --model e/f --values v.yaml --set-file g=h",
        "preflight -f a.yaml --existing b=reuse --context c --context d --category security --print-role -",
        "preflight --file a.yaml --all-contexts --publish openreports --config-namespace n",
        "preflight --from a.json --provider b --only c", "preflight --print-rbac --only a",
        "preflight --print-rbac-kind admission", "deploy a/b --skip c --checks d --fail-on warning",
        "install dynamo --only a --category b --checks d", "bootstrap -f a --category b",
        "preflight --set a=1 --set-string b=2 --set-json c={} --set-literal d=e --checks dir --charts dir",
        "install dynamo", "install dynamo --version 1 -f v.yaml --chart c --repo https://r --dry-run -n x",
        "uninstall dynamo --force --timeout 90", "deploy a/b",
        "install dynamo cert-manager --plan", "uninstall dynamo keda --remove-adopted", "adopt keda",
        "uninstall dynamo --keep-crds", "uninstall dynamo --no-keep-crds --plan",
        "adopt r -n x --as keda --dry-run --charts d -o json --events none", "preflight --existing keda=reuse",
        "deploy a/b --name n --provider dynamo --engine vllm --mode aggregated --replicas 2 --gpus 1 --memory 32Gi",
        "deploy a/b --served-model-name s --router-mode kv --hf-token-secret hf --context-length 4096",
        "deploy a/b --enforce-eager --no-enable-prefix-caching --trust-remote-code --engine-arg x=1 --engine-arg y",
        "deploy a/b --no-wait --no-smoke --dry-run", "deployments list", "deployments show a -n b",
        "deployments delete a", "status --kubeconfig k --context c --namespace n", "providers list",
        "providers list --model a/b --offline", "providers list --model a/b --timeout 5s",
        "providers list --model a/b --context c --sandbox -n d",
        "status --timeout 30", "deployments list --timeout 1m", "preflight --timeout 30s",
        "deployments list -A -o wide", "deployments list --all-namespaces -o name", "deployments show a b/c d",
        "deployments delete a b/c", "status -A", "deployments delete a",
        "deployments scale a --replicas 3 --no-wait --timeout 5m --driver native",
        "deployments scale b/a --set c=1 --dry-run",
        "deployments logs a -f --tail 5 --since 10m -c d --pod e", "deployments logs a --container d -p",
        "deployments forward a --port 8080:80 --address ::1 -o json", "deployments forward a --port 0",
        "deployments ask a why --max-tokens 5 --model m --no-stream --timeout 1m -o json", "deployments list -w",
        "deployments show a --watch -o yaml", "status --watch", "deployments list --watch -A -o name",
        "status --kubeconfig k --context c --namespace n", "providers list",
        "checks list", "checks ls --category pod --category own --checks d -o table", "checks show nats -o yaml",
        "checks lint a b.yaml --facts f.json --checks d -o json", "checks docs --checks d", "explain gpu-nodes -o json",
        "explain exit/3 --checks d", "preflight --policy p.yaml", "bootstrap -f a --policy p", "deploy a/b --policy p",
        "install dynamo --policy p", "schema policy",
        "providers show dynamo", "providers lint", "providers lint d --crds c --charts e -o json", "providers test",
        "providers lint d --cluster --kubeconfig k --context c --timeout 30s", "providers test d --strict -o yaml",
        "models list", "models search a b", "models show a/b", "chart template c",
        "chart template r c --include-crds -a v1 --kube-version 1.30 -s t --no-hooks --skip-tests --is-upgrade",
        "chart template r c --repo https://r --version 1 --dependency-update --devel --username u --password-stdin",
        "chart template c --username u --password p --pass-credentials --ca-file a --cert-file b --key-file c",
        "chart template c --insecure-skip-tls-verify --plain-http --verify --keyring k --skip-crds --output-dir o",
        "chart template c --release-name -g --name-template n --enable-dns --validate --dry-run --hide-notes",
        "chart lint",
        "chart lint a b --strict --with-subcharts --quiet -f v --set a=b --kube-version 1.30 -n x -o json",
        "chart lint a --skip-schema-validation", "chart show all c", "chart show chart c -o json --version 1",
        "chart show values c --jsonpath {.a}", "chart show readme c --repo https://r", "chart show crds c",
        "chart pull c --repo https://r --version 1 --untar --untardir u -d d --verify --prov --keyring k --devel",
        "chart pull a/b oci://h/c -o yaml", "chart unpack f.tgz -d d -o json", "chart verify f.tgz --keyring k",
        "chart dependency list c --max-col-width 20 -o json", "chart dep ls", "chart dependency update c --verify",
        "chart dependency build c --skip-refresh --keyring k --username u --password p",
        "release plan web --rollback-to 3 --save back.plan", "release diff web --uninstall -n apps",
        "release apply web.plan --wait-lock 10m --helm h -o json", "runs list -A -o json", "runs ls -n apps",
        "runs show k3f9 -A", "release list -A --events none", "release status web --events plain",
        "release get values web --events ndjson -o json", "release get all web --events none",
        "release history web --events auto",
        "crds check c --version 1", "crds migrate a.b c.d --dry-run -o json --events none",
        "release upgrade r c --crds upgrade --accept-crd-changes field-removed,all",
        "install dynamo --accept-crd-changes all",
        "chart repo add n u", "chart repo add n u --username a --password b --ca-file a --cert-file b --key-file c",
        "chart repo add n u --username a --password-stdin --pass-credentials --insecure-skip-tls-verify --timeout 5s",
        "chart repo add n u --force-update --allow-deprecated-repos --no-update -o json",
        "chart repo list -o table --no-headers",
        "chart repo ls", "chart repo update", "chart repo up a b --fail-on-repo-update-fail", "chart repo remove a b",
        "chart repo rm a", "chart login h -u a -p b", "chart login h --username a --password-stdin --insecure",
        "chart login h -u a --plain-http --ca-file a --cert-file b --key-file c", "chart logout h:5000 -o yaml",
        "sandbox serve --port 0 --write-kubeconfig k --sandbox-file f", "completion bash", "completion zsh",
        "completion fish", "version -o yaml --no-color -v", "config list -o yaml --config-namespace n",
        "config get provider --timeout 5s", "config set vllm.image.tag v1 --charts d -o json", "config unset namespace",
        "deploy a/b --reset-values --take-from m --take-field .spec.replicas --leave-to n --wait-lock 5m",
        "install dynamo --force-conflicts --recreate-immutable --wait-lock 1m", "uninstall dynamo --wait-lock 0s",
        "bootstrap -f a --take-from m --wait-lock 1m --accept-crd-changes all --field-validation warn",
        "deployments scale a --replicas 1 --provider dynamo --leave-field Deployment/a:.spec.replicas --wait-lock 1m",
        "deployments delete a b --foreign --provider vllm --wait-lock 1m", "deployments show a --provider vllm",
        "deployments logs a --provider vllm", "deployments ask a b --provider vllm",
        "deployments forward a --provider vllm",
        "deploy a/b --config-namespace n", "bootstrap -f a --config-namespace n", "schema bootstrap --markdown",
        "schema operator -o yaml", "init", "init --model a/b --model c/d -n e -o f --force -v --sandbox",
    ])
    func commandLinesParse(line: String) throws {
        _ = try GroundcrewCommand.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    private static func commands(
        below command: any ParsableCommand.Type = GroundcrewCommand.self, path: [String] = []
    ) -> [[String]] {
        let configuration = command.configuration
        return [path]
            + configuration.subcommands.flatMap { child in
                commands(below: child, path: path + [child.configuration.commandName ?? ""])
            }
    }

    @Test func thereAreAllTheVerbs() {
        #expect(
            Self.commands().filter { $0.count == 1 }.compactMap(\.first).sorted() == [
                "adopt", "bootstrap", "chart", "checks", "completion", "config", "crds", "deploy", "deployments",
                "diagnose", "explain", "init", "install", "models", "preflight", "providers", "release", "runs",
                "sandbox", "schema", "snapshot", "status", "uninstall", "version",
            ])
    }

    @Test func everyCommandHasHelpThatFitsTheTerminal() async throws {
        for path in Self.commands() {
            let run = await CommandRun.of(path + ["--help"])
            #expect(run.status == .done, "\(path)")
            #expect(run.errors.isEmpty)
            #expect(run.output.hasPrefix("OVERVIEW: "), "\(path) says nothing about itself")
            #expect(run.output.contains("USAGE: "))
            for line in run.output.split(separator: "\n") where line.count > 80 && !line.hasPrefix("USAGE:") {
                Issue.record("\(path): \(line)")
            }
        }
    }

    /// Lines that the parser would break in the middle read badly.
    @Test func linesOfDiscussionsAreShortEnough() {
        func check(_ command: any ParsableCommand.Type) {
            for line in command.configuration.discussion.split(separator: "\n") {
                #expect(line.count <= 80, "\(line)")
            }
            for child in command.configuration.subcommands { check(child) }
        }
        check(GroundcrewCommand.self)
    }

    @Test(arguments: [
        "nonsense", "deploy", "deploy a/b --replicas many", "deploy a/b --unknown", "bootstrap", "version -o xml",
        "chart template", "chart template a b c", "chart pull", "chart unpack", "chart unpack a b", "chart verify",
        "chart template a --password p", "chart template a --cert-file c", "chart show values", "chart show all a b",
        "chart pull a --username u --password p --password-stdin", "chart lint a --output xml",
        "chart template a --output-dir d -s x", "chart dependency list a b", "chart template a --dry-run-kind maybe",
        "install", "models search", "completion tcsh", "deploy a/b c/d",
        "bootstrap -f a --timeout soon", "preflight --fail-on never", "preflight --gpus=-3 --replicas 5",
        "preflight --gpus 17", "preflight -f a --provider b", "preflight --all-contexts --context a",
        "preflight --from a --context b", "preflight --publish junit", "preflight --sandbox --all-contexts",
        "preflight --replicas=-1", "preflight --replicas 1001", "deployments", "sandbox serve --port x",
        "deploy a/b --driver tiller", "status --events ndjson", "providers lint a b", "providers test a b",
        "providers lint a --crds b --cluster", "checks show", "checks lint", "checks list -o xml", "explain",
        "explain a b", "config get", "config set a", "config set a b c", "schema",
        "schema chart", "schema check --markdown -o yaml", "init a", "init -o",
        "deploy a/b --take-from a --leave-to a", "deployments scale a --replicas 1 --wait-lock soon",
        "status --timeout 0", "status --timeout 0s", "deployments list --timeout 0ms", "deploy a/b --timeout 0s",
        "install dynamo --timeout 0", "uninstall dynamo --timeout 0s", "bootstrap -f a --timeout 0s",
        "deployments scale a --replicas 1 --timeout 0", "deployments delete a --timeout 0", "preflight --timeout 0s",
        "deployments ask a b --timeout 0s", "deployments show a --timeout 0", "release install a b --timeout 0s",
        "release uninstall a --timeout 0", "release test a --timeout 0s", "config get provider --timeout 0s",
        "chart repo add n u --timeout 0",
    ])
    func wrongArgumentsAreUsageErrorsOnStandardError(line: String) async {
        let run = await CommandRun.of(line)
        // A command that only groups others shows its help.
        guard line != "deployments" else {
            #expect(run.output.contains("SUBCOMMANDS"))
            return
        }
        #expect(run.status == .usage)
        // A failure is a document where one is asked for.
        let isDocument = line.hasSuffix("-o yaml") && run.output.contains("kind: Failure")
        #expect(run.output.isEmpty || isDocument, "\(run.output)")
        #expect(run.errors.contains("Usage: groundcrew"))
    }

    @Test(arguments: [
        ("90s", Duration.seconds(90)), ("5m30s", .seconds(330)), ("1h", .seconds(3600)), ("500ms", .milliseconds(500)),
        ("90", .seconds(90)), ("0", .zero), ("1.5m", .seconds(90)), ("0.5s", .milliseconds(500)),
        ("8760h", .seconds(31_536_000)),
    ])
    func durationsAreReadAsGoWritesThem(text: String, duration: Duration) throws {
        #expect(try #require(DurationArgument(argument: text)).duration == duration)
    }

    @Test(arguments: [
        "", "s", "5", "-5", "-5s", "5x", "5 m", "m5", "1..5s", ".s", "5m5", "8761h", "1e3s", "infs", "nans", "½s",
        "99999999999999999999", "5µs", "+5s",
    ])
    func durationsThatAreNoneAreRefused(text: String) {
        if text == "5" {
            #expect(DurationArgument(argument: text)?.duration == .seconds(5))
        } else {
            #expect(DurationArgument(argument: text) == nil)
        }
    }

    @Test(arguments: [
        ([], Duration.seconds(34), Duration.seconds(60)), (["--request-timeout", "2s"], .seconds(2), .seconds(2)),
        (["--request-timeout", "0"], .seconds(34), .seconds(60)),
    ])
    func aRequestWaitsAsLongAsIsSaid(words: [String], object: Duration, list: Duration) throws {
        let command = try GroundcrewCommand.parseAsRoot(["release", "list"] + words)
        let timeouts = try #require(command as? ReleaseList).cluster.timeouts
        #expect(timeouts.object == object && timeouts.list == list)
    }

    @Test func engineArgumentsKeepTheirKinds() throws {
        let parsed = try DeployOptions.engineArgs([
            "max-num-seqs=16", "enable-x", "--dtype=half", "a=b=c", "empty=", "huge=99999999999999999999", "neg=-1",
        ])
        #expect(
            parsed == [
                "max-num-seqs": 16, "enable-x": true, "dtype": "half", "a": "b=c", "empty": "",
                "huge": "99999999999999999999", "neg": -1,
            ])
    }

    @Test(arguments: ["", "=", "=1", "--", "--=1"])
    func anEngineArgumentWithoutANameIsRefused(argument: String) {
        #expect(throws: CommandFailure.self) { try DeployOptions.engineArgs([argument]) }
    }

    @Test(arguments: [
        (["a", "--sandbox=f"], ["a", "--sandbox-file", "f"]), (["--sandbox"], ["--sandbox"]),
        (["--sandbox", "f"], ["--sandbox", "f"]), (["--sandbox="], ["--sandbox-file", ""]),
        (["--dry-run=server"], ["--dry-run-kind", "server"]), (["--dry-run", "x"], ["--dry-run", "x"]),
        (["--", "--sandbox=f"], ["--", "--sandbox=f"]), (["--sandbox=a=b"], ["--sandbox-file", "a=b"]), ([], []),
        (["--keep-crds=false"], ["--no-keep-crds"]), (["--keep-crds=true"], ["--keep-crds"]),
        (["--keep-crds=maybe"], ["--keep-crds=maybe"]),
    ])
    func someFlagsTakeAValueBehindAnEqualsSignAlone(arguments: [String], rewritten: [String]) {
        #expect(ArgumentRewriting.rewritten(arguments) == rewritten)
    }

    @Test func rowsThatComeLaterStandUnderThoseBefore() {
        let first = Table(headings: ["A", "B"], rows: [["long cell", "x"]])
        #expect(first.widths == [9, 1])
        let later = Table(headings: [], rows: [["y", "z"]], leastWidths: first.widths)
        #expect(later.rendered() == "y           z\n")
        #expect(Table(headings: [], rows: [["longer than before", "z"]], leastWidths: [9, 1]).widths == [18, 1])
        #expect(Table(headings: [], rows: []).rendered().isEmpty)
        #expect(Table(headings: ["A"], rows: []).rendered() == "A\n")
    }

    @Test func tablesEndNoLineWithSpacesAndHaveNoControls() {
        let table = Table(headings: ["A", "B"], rows: [["x\u{1B}[2J", ""], ["long cell", "two\nlines"]])
        #expect(
            table.rendered() == """
                A            B
                x\\u{1b}[2J
                long cell    two lines

                """)
    }
}
