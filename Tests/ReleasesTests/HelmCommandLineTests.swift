import Charts
import Processes
import Testing
import Value

@testable import Releases

@Suite struct HelmCommandLineTests {
    private static let access = HelmAccess(kubeconfig: "/home/me/kube config", context: "prod")

    private func request(waits: Bool = true, creates: Bool = true) throws -> ReleaseRequest {
        ReleaseRequest(
            name: "demo", namespace: "apps", chart: try TestChart.plain.reference(), values: ["token": "s3cret"],
            createsNamespace: creates, waits: waits, timeout: .seconds(90))
    }

    private func dialect(_ text: String) throws -> HelmDialect {
        try HelmDialect(#require(HelmVersionNumber(text)))
    }

    @Test(arguments: [("v3.17.2", "--wait"), ("v4.3.1", "--wait=legacy")])
    func upgradeNamesEverythingAndWaitsForBuiltInKindsAloneF45(version: String, wait: String) throws {
        let line = HelmCommandLine.upgrade(
            try request(), chart: "/t/chart.tgz", valuesFile: "/t/values.json", dialect: try dialect(version),
            access: Self.access, isDryRun: false)
        #expect(
            line.arguments == [
                "upgrade", "demo", "/t/chart.tgz", "--install", "--namespace", "apps", "--values", "/t/values.json",
                "--reset-values", "--output", "json", "--history-max", "10", "--timeout", "90s", "--create-namespace",
                wait, "--kubeconfig", "/home/me/kube config", "--kube-context", "prod",
            ])
    }

    @Test func labelsOfTheRecordReachHelm() throws {
        var request = try request(waits: false, creates: false)
        request.labels = .origin(provider: "dynamo", role: .operator)
        let line = HelmCommandLine.upgrade(
            request, chart: "/c", valuesFile: "/v", dialect: try dialect("v4.3.1"), access: HelmAccess(),
            isDryRun: false)
        #expect(
            line.arguments.suffix(2) == ["--labels", "groundcrew/provider=dynamo,groundcrew/role=operator"])
    }

    @Test func aPostRendererReachesHelm3WithItsArguments() throws {
        var request = try request(waits: false, creates: false)
        request.postRenderer = PostRenderer(
            "bin/fix", ["-v", ""], processes: SystemProcesses(), environment: [:], folder: "/work")
        let line = HelmCommandLine.upgrade(
            request, chart: "/c", valuesFile: "/v", dialect: try dialect("v3.17.2"), access: HelmAccess(),
            isDryRun: false)
        #expect(
            line.arguments.suffix(4) == [
                "--post-renderer", "/work/bin/fix", "--post-renderer-args=-v", "--post-renderer-args=",
            ])
        // A name is found in PATH by Helm as well.
        request.postRenderer?.program = "fix"
        #expect(request.postRenderer?.place == "fix")
        #expect(try dialect("v3.17.2").postRendersByProgram)
        #expect(try !dialect("v4.3.1").postRendersByProgram)
    }

    @Test func aRehearsalChangesNothing() throws {
        let line = HelmCommandLine.upgrade(
            try request(), chart: "/c", valuesFile: "/v", dialect: try dialect("v4.3.1"), access: HelmAccess(),
            isDryRun: true)
        #expect(line.arguments.suffix(1) == ["--dry-run=server"])
        #expect(!line.arguments.contains("--create-namespace"))
        #expect(!line.arguments.contains { $0.hasPrefix("--wait") })
    }

    @Test func noWaitKeepsTheTimeoutF48() throws {
        let line = HelmCommandLine.upgrade(
            try request(waits: false, creates: false), chart: "/c", valuesFile: "/v", dialect: try dialect("v3.17.2"),
            access: HelmAccess(), isDryRun: false)
        #expect(line.arguments.suffix(2) == ["--timeout", "90s"])
    }

    @Test func impersonationReachesHelm() {
        let access = HelmAccess(impersonate: "dev", impersonateGroups: ["a", "b"])
        #expect(access.flags == ["--kube-as-user", "dev", "--kube-as-group", "a", "--kube-as-group", "b"])
    }

    @Test func uninstallWaitsUntilAllIsGone() throws {
        let line = HelmCommandLine.uninstall(
            "demo", namespace: "apps", timeout: .milliseconds(1), dialect: try dialect("v4.0.0"), access: HelmAccess())
        #expect(line.arguments == ["uninstall", "demo", "--namespace", "apps", "--timeout", "1s", "--wait=watcher"])
    }

    @Test func valuesNeverReachTheArguments() throws {
        let line = HelmCommandLine.upgrade(
            try request(), chart: "/c", valuesFile: "/v", dialect: try dialect("v4.3.1"), access: Self.access,
            isDryRun: false)
        #expect(!line.arguments.joined().contains("s3cret"))
    }

    @Test func everyRunHasFoldersOfItsOwnF4() {
        let environment = ["PATH": "/bin", "HOME": "/home/me", "HELM_DRIVER": "sql", "HELM_NAMESPACE": "other"]
        let first = HelmCommandLine.version.command(helm: "/bin/helm", environment: environment, home: "/tmp/a")
        let second = HelmCommandLine.version.command(helm: "/bin/helm", environment: environment, home: "/tmp/b")
        #expect(first.environment["HELM_DRIVER"] == "secret")
        #expect(first.environment["HELM_NAMESPACE"] == nil)
        #expect(first.environment["PATH"] == "/bin")
        for (name, value) in first.environment where name.hasPrefix("HELM_") && name != "HELM_DRIVER" {
            #expect(value.hasPrefix("/tmp/a/"), "\(name)")
            #expect(second.environment[name]?.hasPrefix("/tmp/b/") == true, "\(name)")
        }
    }

    /// Helm looks where the release is, whatever the user's environment says.
    @Test(arguments: RecordKind.allCases)
    func helmIsToldWhereTheRecordsAre(_ kind: RecordKind) {
        let line = HelmCommandLine(arguments: ["uninstall", "demo"]).with(kind)
        #expect(line.arguments == ["uninstall", "demo"])
        let command = line.command(helm: "/bin/helm", environment: ["HELM_DRIVER": "sql"], home: "/tmp/a")
        #expect(command.environment["HELM_DRIVER"] == kind.rawValue)
    }

    /// While a run is stopped, others take its lock over: its Helm must not go on then.
    @Test(
        arguments: [
            (["upgrade", "demo", "/c", "--install"], true), (["rollback", "demo", "2"], true),
            (["uninstall", "demo"], true), (["upgrade", "demo", "/c", "--dry-run=server"], false),
            (["version", "--template", "{{.Version}}"], false),
        ] as [([String], Bool)])
    func onlyWhatChangesTheClusterEndsWithAStoppedRunF2(_ arguments: [String], _ isChange: Bool) {
        let line = HelmCommandLine(arguments: arguments)
        #expect(line.isChange == isChange)
        let command = line.command(helm: "/bin/helm", environment: [:], home: "/tmp/a")
        #expect(command.stopLimit == (isChange ? LockLimits.stopped : nil))
        // Gone before anybody takes the lock over, however long ago it was renewed.
        #expect(LockLimits.renewal + LockLimits.stopped < LockLimits.writing)
    }

    @Test(arguments: [
        ("v4.3.1", 4, 3, 1), ("v3.17.2+gcc0bbbd", 3, 17, 2), ("v3.18.0-rc.1\n", 3, 18, 0),
    ])
    func readsVersions(text: String, major: Int, minor: Int, patch: Int) {
        #expect(HelmVersionNumber(text) == HelmVersionNumber(major: major, minor: minor, patch: patch))
    }

    @Test(arguments: ["", "4.3.1", "v4", "v4.x.1", "helm: command not found"])
    func refusesWhatIsNoVersion(text: String) {
        #expect(HelmVersionNumber(text) == nil)
    }

    @Test(arguments: ["v3.16.4", "v2.17.0", "v5.0.0"])
    func refusesVersionsItDoesNotDriveF9(text: String) throws {
        let error = #expect(throws: ReleaseError.self) { _ = try dialect(text) }
        #expect(error?.code == .helmNotFound)
        #expect(error?.hint?.contains("--driver native") == true)
    }
}
