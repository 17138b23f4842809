import Kubernetes
import Testing
import Value

@testable import Releases

/// Options as Helm's flags, in both of its dialects.
@Suite struct HelmFlagsTests {
    private func dialect(_ text: String) throws -> HelmDialect {
        try HelmDialect(#require(HelmVersionNumber(text)))
    }

    private func upgrade(_ options: ReleaseOptions, _ version: String) throws -> [String] {
        var request = try TestChart.plain.request("demo", in: "apps")
        request.createsNamespace = false
        request.options = options
        return HelmCommandLine.upgrade(
            request, chart: "/c", valuesFile: "/v", dialect: try dialect(version), access: HelmAccess(),
            isDryRun: false
        ).arguments
    }

    private static func options(_ adjust: (inout ReleaseOptions) -> Void) -> ReleaseOptions {
        var options = ReleaseOptions()
        adjust(&options)
        return options
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var options: ReleaseOptions
        var version = "v4.0.0"
        var flags: [String]
        var testDescription: String { "\(version) \(flags)" }
    }

    @Test(arguments: [
        Case(options: ReleaseOptions(description: "why not"), flags: ["--description", "why not"]),
        Case(options: ReleaseOptions(takesOwnership: true), flags: ["--take-ownership"]),
        Case(options: ReleaseOptions(fieldChoices: FieldChoices(takesAll: true)), flags: ["--force-conflicts"]),
        // Helm 3 has no such flag, and does so always.
        Case(options: ReleaseOptions(fieldChoices: FieldChoices(takesAll: true)), version: "v3.17.0", flags: []),
        Case(options: ReleaseOptions(fieldValidation: .warn), flags: ["--disable-openapi-validation"]),
        Case(options: ReleaseOptions(fieldValidation: .ignore), flags: ["--disable-openapi-validation"]),
        Case(options: ReleaseOptions(crds: .skip), flags: ["--skip-crds"]),
        Case(options: ReleaseOptions(crds: .create), flags: []),
        Case(options: ReleaseOptions(runsHooks: false), flags: ["--no-hooks"]),
        Case(options: ReleaseOptions(mode: .upgrade, onFailure: .rollback), flags: []),
        Case(options: options { $0.cleansUpOnFailure = true }, flags: ["--cleanup-on-fail"]),
        Case(options: options { $0.includesSubchartNotes = true }, flags: ["--render-subchart-notes"]),
        Case(options: options { $0.skipsSchema = true }, flags: ["--skip-schema-validation"]),
        Case(options: options { $0.asksDNS = true }, flags: ["--enable-dns"]),
        Case(options: options { $0.replacesObjects = true }, flags: ["--force-replace"]),
        Case(options: options { $0.replacesObjects = true }, version: "v3.17.0", flags: ["--force"]),
        Case(options: options { $0.serverSide = .never }, flags: ["--server-side=false"]),
        Case(options: options { $0.serverSide = .auto }, flags: ["--server-side=auto"]),
        // Helm 3 knows no other way.
        Case(options: options { $0.serverSide = .never }, version: "v3.17.0", flags: []),
        // `upgrade --install` does it by itself.
        Case(options: options { $0.reusesName = true }, flags: []),
    ])
    func eachOptionIsOneFlag(_ example: Case) throws {
        let plain = try upgrade(ReleaseOptions(), example.version)
        #expect(try upgrade(example.options, example.version) == plain + example.flags)
    }

    @Test func labelsAreInOneOrder() throws {
        var request = try TestChart.plain.request("demo", in: "apps")
        request.createsNamespace = false
        request.labels = ["c": "3", "a": "1", "b": "2"]
        request.options.historyLimit = 0
        let line = HelmCommandLine.upgrade(
            request, chart: "/c", valuesFile: "/v", dialect: try dialect("v4.0.0"), access: HelmAccess(),
            isDryRun: false)
        #expect(
            line.arguments.suffix(6) == ["--history-max", "0", "--timeout", "60s", "--labels", "a=1,b=2,c=3"])
    }

    @Test(
        arguments: [
            ("v3.17.0", ["--no-hooks", "--wait"]), ("v4.0.0", ["--force-conflicts", "--no-hooks", "--wait=legacy"]),
        ] as [(String, [String])])
    func aRollbackSaysTheRevisionAndTheChoices(_ version: String, _ flags: [String]) throws {
        var request = try TestChart.plain.request("demo", in: "apps", waits: true, timeout: .milliseconds(90_900))
        let access = HelmAccess(kubeconfig: "/k")
        let base = ["rollback", "demo", "2", "--namespace", "apps", "--history-max", "10", "--timeout", "90s"]
        request.options = ReleaseOptions(
            description: "Helm takes none here", fieldChoices: FieldChoices(takesAll: true), runsHooks: false)
        let line = HelmCommandLine.rollback(request, to: 2, dialect: try dialect(version), access: access)
        #expect(line.arguments == base + flags + ["--kubeconfig", "/k"])
        request.options = ReleaseOptions()
        request.waits = false
        let plain = HelmCommandLine.rollback(request, to: 2, dialect: try dialect(version), access: access)
        #expect(plain.arguments == base + ["--kubeconfig", "/k"])
    }

    struct Obstacle: Sendable, CustomTestStringConvertible {
        var options: ReleaseOptions
        var version: String
        var isRollback = false
        var words: String?
        var testDescription: String { "\(version) \(isRollback) \(words ?? "none")" }
    }

    @Test(arguments: [
        Obstacle(
            options: options { $0.replacesObjects = true }, version: "v4.3.1",
            words: "Helm 4 cannot replace objects (--force-replace) while the server applies them"),
        Obstacle(
            options: options {
                $0.replacesObjects = true
                $0.serverSide = .auto
            }, version: "v4.3.1",
            words: "Helm 4 cannot replace objects (--force-replace) while the server applies them"),
        Obstacle(
            options: options {
                $0.replacesObjects = true
                $0.serverSide = .never
            }, version: "v4.3.1"),
        Obstacle(options: options { $0.replacesObjects = true }, version: "v3.17.2"),
        Obstacle(
            options: options { $0.serverSide = .always }, version: "v3.17.2",
            words: "Helm 3 cannot have the server apply (--server-side)"),
        Obstacle(options: options { $0.serverSide = .auto }, version: "v3.17.2"),
        Obstacle(options: options { $0.serverSide = .always }, version: "v4.0.0"),
        Obstacle(options: options { $0.description = "why" }, version: "v3.17.2"),
        Obstacle(
            options: options { $0.description = "why" }, version: "v3.17.2", isRollback: true,
            words: "helm v3.17.2 keeps no --description of a rollback"),
        Obstacle(
            options: options { $0.description = "why" }, version: "v4.2.9", isRollback: true,
            words: "helm v4.2.9 keeps no --description of a rollback"),
        Obstacle(options: options { $0.description = "why" }, version: "v4.3.0", isRollback: true),
        Obstacle(options: options { $0.waitsForJobs = true }, version: "v3.17.2"),
    ])
    func whatAHelmCannotDoIsRefusedByName(_ example: Obstacle) throws {
        let obstacle = try dialect(example.version).obstacle(to: example.options, isRollback: example.isRollback)
        #expect(obstacle?.reason == example.words)
        // Whatever may be in the way makes Helm be asked for its version.
        #expect(obstacle == nil || example.options.asksHelmForMore)
    }

    @Test func aRollbackReachesHelmWithAllOfItsFlags() throws {
        var request = try TestChart.plain.request("demo", in: "apps", waits: true)
        request.options = Self.options {
            $0.description = "why"
            $0.replacesObjects = true
            $0.serverSide = .never
            $0.cleansUpOnFailure = true
            $0.waitsForJobs = true
        }
        let line = HelmCommandLine.rollback(request, to: 2, dialect: try dialect("v4.3.1"), access: HelmAccess())
        #expect(
            line.arguments.suffix(7) == [
                "--description", "why", "--force-replace", "--server-side=false", "--cleanup-on-fail", "--wait=legacy",
                "--wait-for-jobs",
            ])
    }

    typealias Removal = (RemovalOptions, [String])

    @Test(
        arguments: [
            (RemovalOptions(), ["--wait=watcher"]), (RemovalOptions(waits: false), []),
            (RemovalOptions(keepsHistory: true), ["--wait=watcher", "--keep-history"]),
            (RemovalOptions(runsHooks: false), ["--wait=watcher", "--no-hooks"]),
            (RemovalOptions(cascade: .orphan), ["--wait=watcher", "--cascade", "orphan"]),
            (RemovalOptions(cascade: .foreground), ["--wait=watcher", "--cascade", "foreground"]),
            (RemovalOptions(description: "why"), ["--wait=watcher", "--description", "why"]),
        ] as [Removal])
    func eachOptionOfARemovalIsOneFlag(_ options: RemovalOptions, _ flags: [String]) throws {
        let line = HelmCommandLine.uninstall(
            "demo", namespace: "apps", timeout: .seconds(60), options: options, dialect: try dialect("v4.3.1"),
            access: HelmAccess())
        #expect(line.arguments == ["uninstall", "demo", "--namespace", "apps", "--timeout", "60s"] + flags)
    }

    @Test(arguments: [
        ("v3.17.0", "v3.16.9"), ("v4.0.0", "v3.99.99"), ("v4.1.0", "v4.0.9"), ("v4.1.2", "v4.1.1"),
        ("v3.100.0", "v3.20.0"),
    ])
    func versionsAreOrderedByNumbers(_ later: String, _ earlier: String) throws {
        let (later, earlier) = (try #require(HelmVersionNumber(later)), try #require(HelmVersionNumber(earlier)))
        #expect(earlier < later)
        #expect(!(later < earlier) && !(later < later))
        #expect(HelmVersionNumber(later.description) == later)
    }

    @Test(arguments: ["v3.17.0", "v3.99.0", "v4.0.0", "v4.99.0"])
    func fromTheOldestOnAllAreDriven(_ version: String) throws {
        let dialect = try dialect(version)
        #expect(dialect.postRendersByProgram == version.hasPrefix("v3"))
        #expect(dialect.forceConflicts.isEmpty == version.hasPrefix("v3"))
    }
}
