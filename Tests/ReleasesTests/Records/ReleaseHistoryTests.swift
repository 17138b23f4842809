import Charts
import Testing
import Value

@testable import Releases

/// What is made of a release's past, before anything is asked of a chart.
@Suite struct ReleaseHistoryTests {
    private static func record(
        _ revision: Int, _ status: ReleaseStatus = .deployed, labels: ReleaseLabels = [:]
    ) -> StoredRelease {
        StoredRelease(
            body: [
                "name": "web", "namespace": "apps", "version": .integer(Int64(revision)),
                "info": ["status": .string(status.rawValue)],
                "chart": ["metadata": ["name": "plain", "version": "1.0.0"]],
            ], labels: labels)
    }

    private func history(_ last: StoredRelease?) -> ReleaseHistory { ReleaseHistory(keys: [], last: last) }

    private func request(
        _ mode: ReleaseOptions.Mode = .ensure, labels: ReleaseLabels = [:]
    ) throws -> ReleaseRequest {
        var request = try TestChart.plain.request("web", in: "apps")
        request.options.mode = mode
        request.labels = labels
        return request
    }

    // MARK: - Install or upgrade

    @Test(
        arguments: [
            (.deployed, true), (.failed, true), (.pendingInstall, true), (.uninstalling, true), (.uninstalled, false),
        ] as [(ReleaseStatus, Bool)])
    func whatIsKeptAsHistoryAloneIsInstalledAnew(_ status: ReleaseStatus, _ isUpgrade: Bool) throws {
        let history = history(Self.record(4, status))
        #expect(history.isUpgrade == isUpgrade)
        let next = ReleaseIdentity(name: "web", namespace: "apps", revision: 5, isUpgrade: isUpgrade)
        #expect(history.next(try request()) == next)
        #expect(history.isUnderWork == (status == .pendingInstall || status == .uninstalling))
    }

    @Test func withoutAPastTheFirstRevisionIsAnInstall() throws {
        let history = history(nil)
        #expect(history.next(try request()) == ReleaseIdentity(name: "web", namespace: "apps"))
        #expect(!history.isUpgrade && !history.isUnderWork && history.living.isEmpty)
    }

    /// What was rendered as an install is compared with an install.
    @Test func theLastRevisionIsRenderedAgainAsItWas() {
        let history = history(nil)
        #expect(!history.current(Self.record(1)).isUpgrade)
        #expect(
            history.current(Self.record(2))
                == ReleaseIdentity(name: "web", namespace: "apps", revision: 2, isUpgrade: true))
    }

    @Test func revisionsThatMayHaveLeftObjectsAreTheDeployedAndTheFailedOnes() {
        var history = ReleaseHistory(
            keys: [], deployed: Self.record(2), failed: [Self.record(3, .failed), Self.record(4, .uninstalled)])
        #expect(history.living.map(\.revision) == [2, 3])
        history.deployed = nil
        #expect(history.living.map(\.revision) == [3])
    }

    @Test func labelsAreCarriedOverAndTheRequestsWin() throws {
        let history = history(Self.record(1, labels: ["team": "a", "kept": "1"]))
        #expect(
            history.labels(try request(labels: ["team": "b", "new": "2"])) == ["team": "b", "kept": "1", "new": "2"])
        #expect(self.history(nil).labels(try request(labels: ["team": "b"])) == ["team": "b"])
    }

    /// Helm's way to take one away; of a first revision it is a value as any other.
    @Test func anUpgradeTakesLabelsAwayThatAreSetToNull() throws {
        let history = history(Self.record(1, labels: ["team": "a", "kept": "1"]))
        let request = try request(labels: ["team": "null", "never": "null"])
        #expect(history.labels(request) == ["kept": "1"])
        #expect(self.history(nil).labels(request) == ["team": "null", "never": "null"])
    }

    // MARK: - What is refused

    typealias Existence = (ReleaseOptions.Mode, ReleaseStatus?, String?)

    @Test(
        arguments: [
            (.install, nil, nil),
            (.install, .uninstalled, "it is uninstalled, and its history has the name, up to revision 4"),
            (.install, .failed, "it exists already, at revision 4"), (.upgrade, .failed, nil),
            (.upgrade, nil, "there is no such release"),
            (.upgrade, .uninstalled, "it is uninstalled, and its history alone is left"),
            (.upgradeOrInstall, nil, nil), (.upgradeOrInstall, .deployed, nil), (.upgradeOrInstall, .uninstalled, nil),
            (.ensure, nil, nil), (.ensure, .deployed, nil), (.ensure, .uninstalled, nil),
        ] as [Existence])
    func installRefusesWhatIsThereAndUpgradeWhatIsNot(
        _ mode: ReleaseOptions.Mode, _ status: ReleaseStatus?, _ words: String?
    ) throws {
        let history = history(status.map { Self.record(4, $0) })
        let request = try request(mode)
        guard let words else { return try history.checkExists(request) }
        let error = #expect(throws: ReleaseError.self) { try history.checkExists(request) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "release apps/web: \(words)")
    }

    @Test func aNameIsTakenOnlyFromAHistoryAlone() throws {
        var request = try request(.install)
        request.options.reusesName = true
        try history(Self.record(4, .uninstalled)).checkExists(request)
        for status in [ReleaseStatus.deployed, .failed] {
            let error = #expect(throws: ReleaseError.self) {
                try history(Self.record(4, status)).checkExists(request)
            }
            #expect(error?.message == "it exists already, at revision 4")
        }
    }

    struct Origin: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: ReleaseStatus? = .deployed
        var has: ReleaseLabels = [:]
        var chart = "other"
        var mode = ReleaseOptions.Mode.ensure
        var asks: ReleaseLabels = ["groundcrew/provider": "dynamo", "groundcrew/role": "operator"]
        var isRefused = false
    }

    @Test(arguments: [
        Origin(testDescription: "somebody else's", isRefused: true),
        Origin(testDescription: "half of the labels", has: ["groundcrew/provider": "dynamo"], isRefused: true),
        Origin(
            testDescription: "another provider's",
            has: ["groundcrew/provider": "kaito", "groundcrew/role": "operator"], isRefused: true),
        Origin(
            testDescription: "its own",
            has: ["groundcrew/provider": "dynamo", "groundcrew/role": "operator", "more": "1"]),
        Origin(testDescription: "the same chart", chart: "plain"),
        Origin(testDescription: "there is none", status: nil),
        Origin(testDescription: "history alone", status: .uninstalled),
        Origin(testDescription: "asked for by name", mode: .upgradeOrInstall),
        Origin(testDescription: "nobody in particular asks", asks: [:]),
    ])
    func anotherChartComesOnlyWhereTheReleaseIsOurs(_ example: Origin) throws {
        let history = history(example.status.map { Self.record(4, $0, labels: example.has) })
        let request = try request(example.mode, labels: example.asks)
        guard example.isRefused else { return try history.checkOrigin(request, chart: example.chart) }
        let error = #expect(throws: ReleaseError.self) {
            try history.checkOrigin(request, chart: example.chart)
        }
        #expect(error?.code == .notOwned)
        #expect(error?.message.contains("holds chart plain 1.0.0") == true)
    }
}
