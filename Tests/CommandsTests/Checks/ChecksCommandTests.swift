import Preflight
import TestParts
import Testing
import Value
import YAML

@testable import Commands

/// `checks list`, `checks show` and `checks docs`.
@Suite(.timeLimit(.minutes(3)))
struct ChecksCommandTests {
    static let own = """
        apiVersion: groundcrew/v1
        kind: Check
        id: house-rule
        title: Rule of the house
        category: house
        severity: warning
        description: Somebody wants it so.
        requirement: "rule 7"
        needs: [nodes]
        objects:
          classes: {group: storage.k8s.io, resource: storageclasses, fields: [provisioner]}
        requires: [cluster]
        appliesTo: {when: want.installs, otherwise: nothing is installed}
        outcomes:
          - when: gpus.nodes < 3 || classes.exists(c, c.provisioner == 'none')
            verdict: fail
            message: only ${gpus.nodes} nodes
            hint: add nodes
            details: classes.map(c, c.metadata.name)
          - {when: "true", verdict: pass, message: fine}

        """

    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(own, to: "mine/house-rule.yaml")
        return folder
    }

    // MARK: List

    @Test func theListHasAllChecksInTheOrderOfReports() async throws {
        let run = await CommandRun.of("checks list")
        #expect(run.status == .done && run.errors.isEmpty, "\(run.errors)")
        let catalog = try CheckCatalog.builtIn()
        #expect(run.rows.first == "ID CATEGORY SEVERITY TITLE FACTS")
        #expect(run.rows.count == catalog.checks.count + 1)
        let categories = run.rows.dropFirst().compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
        let places = categories.compactMap { ReportCategory.order.firstIndex(of: $0) }
        #expect(places.count == categories.count && places == places.sorted())
        #expect(run.rows.contains { $0.hasPrefix("gpu-driver accelerators error ") && $0.hasSuffix(" nodes") })
        let again = await CommandRun.of("checks ls -o table")
        #expect(again.output == run.output)
    }

    @Test func oneCategoryOrMoreCanBeListed() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks list --checks mine --category house --category tools", in: folder.path)
        #expect(
            run.rows.dropFirst().map { String($0.prefix { $0 != " " }) } == ["helm", "house-rule"], "\(run.output)")
        #expect(run.rows.last == "house-rule house warning Rule of the house nodes,storageclasses")
        let unknown = await CommandRun.of("checks list --category tols")
        #expect(unknown.status == .usage && unknown.output.isEmpty)
        #expect(unknown.errors.contains("there is no category 'tols' (did you mean 'tools'?)"), "\(unknown.errors)")
    }

    @Test func theListIsForProgramsToo() async throws {
        let folder = try Self.folder()
        let line = "checks list --checks mine --category house"
        let json = try await CommandRun.of("\(line) -o json", in: folder.path).json
        #expect(
            json == [
                [
                    "id": "house-rule", "title": "Rule of the house", "category": "house", "severity": "warning",
                    "facts": ["nodes", "objects/storageclasses.storage.k8s.io"], "requires": ["cluster"],
                    "requirement": "rule 7", "onRequest": false,
                    "file": .string("\(folder.path)/mine/house-rule.yaml"),
                ]
            ])
        #expect(try await CommandRun.of("\(line) -o yaml", in: folder.path).yaml == json)
        let all = try await CommandRun.of("checks list -o json").json.array ?? []
        let count = try CheckCatalog.builtIn().checks.count
        #expect(all.count == count)
    }

    // MARK: Show

    @Test func aCheckIsShownInEightyColumns() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks show house-rule --checks mine", in: folder.path)
        for lines in [
            "check         Rule of the house (house-rule)\ncategory      house\n",
            "severity      warning: what does not hold is a warning\ndescription   Somebody wants it so.\n",
            "requirement   rule 7\nfacts         nodes: ",
            "objects       classes: storageclasses.storage.k8s.io, of which it reads\n              provisioner\n",
            "requires      cluster: skipped unless these pass or warn\napplies       when want.installs\n",
            "\n              else skipped: nothing is installed\n",
        ] {
            #expect(run.output.contains(lines), "\(run.output)")
        }
        #expect(
            run.output.hasSuffix(
                """
                file          \(folder.path)/mine/house-rule.yaml

                outcomes, of which the first that holds counts:
                  fail
                    when      gpus.nodes < 3 || classes.exists(c, c.provisioner == 'none')
                    message   only ${gpus.nodes} nodes
                    next      add nodes
                    details   classes.map(c, c.metadata.name)
                  pass
                    when      true
                    message   fine

                """), "\(run.output)")
        #expect(run.status == .done && run.errors.isEmpty)
    }

    @Test func whatIsJudgedForEachServerSaysSo() async {
        let run = await CommandRun.of("checks show nats")
        #expect(run.output.contains("for each      of want.nats; the worst counts\n"), "\(run.output)")
    }

    @Test func everyBuiltInCheckFits() async throws {
        for check in try CheckCatalog.builtIn().checks {
            let run = await CommandRun.of("checks show \(check.id)")
            #expect(run.status == .done && run.output.contains("(\(check.id))\n"), "\(check.id): \(run.everything)")
            for line in run.output.split(separator: "\n") where line.count > 80 {
                // A word that is longer keeps its line.
                #expect(line.split(separator: " ").count <= 2, "\(check.id): \(line)")
            }
        }
    }

    /// What is printed as YAML is a file that says the same.
    @Test func everyCheckCanBeShownAsItsOwnFile() async throws {
        for check in try CheckCatalog.builtIn().checks {
            let run = await CommandRun.of("checks show \(check.id) -o yaml")
            let again = try CheckDefinition(yaml: run.output, file: "checks/\(check.id).yaml")
            #expect(again.document == check.document, "\(check.id)")
            let json = try await CommandRun.of("checks show \(check.id) -o json").json
            #expect(try run.yaml == json, "\(check.id)")
        }
    }

    @Test func aCheckThatIsNotThereIsRefused() async {
        let run = await CommandRun.of("checks show gpu-node")
        #expect(run.status == .usage && run.output.isEmpty)
        #expect(run.errors.contains("there is no check 'gpu-node' (did you mean 'gpu-nodes'?)"), "\(run.errors)")
        #expect(run.errors.contains("next: groundcrew checks list"), "\(run.errors)")
        let folder = await CommandRun.of("checks show cluster --checks nowhere")
        #expect(folder.status == .usage && folder.errors.contains("--checks nowhere"), "\(folder.errors)")
    }

    // MARK: Docs

    @Test func theReferenceIsWhatTheCommandPrints() async throws {
        let run = await CommandRun.of("checks docs")
        #expect(run.status == .done && run.errors.isEmpty)
        let page = try TemporaryFolder.read("\(TestParts.projectRoot)/docs/check-reference.md")
        #expect(run.output == page, "run: groundcrew checks docs > docs/check-reference.md")
    }

    @Test func ownChecksAreInTheirReference() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks docs --checks mine", in: folder.path)
        #expect(run.output.contains("## Category house\n\n### house-rule\n\nRule of the house (warning)\n"))
        let builtIn = await CommandRun.of("checks docs")
        #expect(!builtIn.output.contains("house-rule"))
    }

    @Test(arguments: [
        ("positional@0", "checks show", "gpu-nodes"), ("positional@0", "explain", "gpu-nodes"),
        ("positional@0", "explain", "crds-left"), ("positional@0", "explain", "unknown/failed"),
    ])
    func shellsAreOfferedNames(option: String, command: String, expected: String) async {
        let offered = await CompletionTests.offers(option, of: command, command)
        #expect(offered.contains(expected), "\(offered)")
        #expect(Set(offered).count == offered.count)
    }
}
