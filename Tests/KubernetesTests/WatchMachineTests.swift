import Testing
import Value

@testable import Kubernetes

@Suite struct WatchMachineTests {
    private func machine(_ start: WatchStart = .list, random: Double = 0) -> WatchMachine {
        WatchMachine(
            start: start, type: .pods, request: .init(verb: "watch", resource: "pods"), server: "https://one",
            random: { random })
    }

    private func pod(_ name: String, _ version: String, uid: String? = nil) -> Value {
        [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(name), "namespace": "n", "uid": .string(uid ?? "uid-\(name)"),
                "resourceVersion": .string(version),
            ],
        ]
    }

    private func event(_ type: String, _ object: Value) -> Value { ["type": .string(type), "object": object] }

    private func error(_ code: KubernetesError.Code) -> KubernetesError { KubernetesError(code, "no") }

    private func gone() -> Value {
        event("ERROR", ["kind": "Status", "code": 410, "reason": "Expired", "message": "too old resource version"])
    }

    @Test func aWatchListsReportsConnectsAndReads() {
        var watch = machine()
        #expect(watch.next() == .list)
        watch.listed(ObjectListing(items: [pod("a", "1"), pod("b", "2")], resourceVersion: "5"))
        #expect(watch.next() == .report(.added(pod("a", "1"))))
        #expect(watch.next() == .report(.added(pod("b", "2"))))
        #expect(watch.next() == .report(.synced(resourceVersion: "5")))
        #expect(watch.next() == .connect(resourceVersion: "5"))
        watch.connected()
        #expect(watch.next() == .read)
        watch.received(event("MODIFIED", pod("a", "6")))
        #expect(watch.next() == .report(.modified(pod("a", "6"))))
        watch.received(event("BOOKMARK", ["kind": "Pod", "metadata": ["resourceVersion": "9"]]))
        #expect(watch.next() == .report(.bookmark(resourceVersion: "9")))
        #expect(watch.next() == .read)
        watch.ended()
        #expect(watch.next() == .connect(resourceVersion: "9"))
    }

    @Test func f31anOldVersionIsListedAnewAndTheDifferenceReported() {
        let known = [pod("a", "1"), pod("b", "2"), pod("c", "3"), pod("d", "4")]
        var watch = machine(.after(ObjectListing(items: known, resourceVersion: "5")))
        #expect(watch.next() == .connect(resourceVersion: "5"))
        watch.connected()
        watch.received(gone())
        #expect(watch.next() == .list)
        let now = [pod("a", "1"), pod("b", "7"), pod("d", "8", uid: "other"), pod("e", "9")]
        watch.listed(ObjectListing(items: now, resourceVersion: "10"))
        var actions: [WatchMachine.Action] = []
        for _ in 0..<7 { actions.append(watch.next()) }
        #expect(
            actions == [
                .report(.deleted(pod("c", "3"))), .report(.deleted(pod("d", "4"))), .report(.modified(pod("b", "7"))),
                .report(.added(pod("d", "8", uid: "other"))), .report(.added(pod("e", "9"))),
                .report(.synced(resourceVersion: "10")), .connect(resourceVersion: "10"),
            ])
    }

    @Test func repeatedGoneIsSlowedDownAndEnds() {
        var watch = machine(.resourceVersion("1"))
        watch.failed(error(.gone))
        #expect(watch.next() == .list)
        watch.failed(error(.gone))
        #expect(watch.next() == .wait(.milliseconds(800)))
        watch.waited()
        #expect(watch.next() == .list)
        for _ in 0..<Limits.watchFailures { watch.failed(error(.gone)) }
        #expect(watch.next() == .fail)
        #expect(watch.error?.code == .gone)
    }

    @Test func f30outagesAreWaitedOutLongerAndLonger() {
        var watch = machine(.resourceVersion("1"))
        var pauses: [Duration] = []
        for _ in 0..<Limits.watchFailures {
            watch.failed(error(.unreachable))
            #expect(watch.next() == .report(.interrupted(KubernetesErrorSummary(error(.unreachable)))))
            if case .wait(let pause) = watch.next() { pauses.append(pause) }
            watch.waited()
            #expect(watch.next() == .connect(resourceVersion: "1"))
        }
        #expect(pauses == [0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30].map { Duration.milliseconds(Int64($0 * 1000)) })
        watch.failed(error(.unreachable))
        #expect(watch.next() == .fail)
        #expect(watch.error?.code == .unreachable)
    }

    @Test func anEventForgivesEarlierFailures() {
        var watch = machine(.resourceVersion("1"))
        for _ in 0..<3 { watch.failed(error(.unavailable)) }
        watch.waited()
        watch.connected()
        watch.received(event("ADDED", pod("a", "2")))
        watch.failed(error(.unavailable))
        var last = watch.next()
        while case .report = last { last = watch.next() }
        #expect(last == .wait(.milliseconds(800)))
    }

    @Test func theServersRetryAfterIsKept() {
        var watch = machine(.resourceVersion("1"), random: 1)
        watch.failed(KubernetesError(.tooManyRequests, "slow", retryAfter: .seconds(20)))
        _ = watch.next()
        #expect(watch.next() == .wait(.seconds(20)))
    }

    @Test(arguments: [Duration.seconds(86_400), .seconds(Int64.max)])
    func aServerThatAsksForADayIsLookedAtSooner(_ pause: Duration) {
        var watch = machine(.resourceVersion("1"))
        watch.failed(KubernetesError(.tooManyRequests, "slow", retryAfter: pause))
        _ = watch.next()
        #expect(watch.next() == .wait(Limits.longestWatchPause))
    }

    @Test(arguments: [
        KubernetesError.Code.forbidden, .unauthorized, .resourceTypeNotFound, .badRequest, .credentials, .untrusted,
    ])
    func whatWaitingDoesNotCureEndsTheWatch(_ code: KubernetesError.Code) {
        var watch = machine(.resourceVersion("1"))
        watch.failed(error(code))
        #expect(watch.next() == .fail)
        #expect(watch.error?.code == code)
    }

    @Test func aFailedListIsListedAgain() {
        var watch = machine()
        watch.failed(error(.unavailable))
        _ = watch.next()
        #expect(watch.next() == .wait(.milliseconds(800)))
        watch.waited()
        #expect(watch.next() == .list)
    }

    @Test func aStreamThatEndsAtOnceIsNotReopenedAtOnce() {
        var watch = machine(.resourceVersion("1"))
        watch.connected()
        watch.ended()
        #expect(watch.next() == .wait(.milliseconds(800)))
        watch.waited()
        #expect(watch.next() == .connect(resourceVersion: "1"))
    }

    @Test func silenceOfADeadConnectionReconnects() {
        var watch = machine(.resourceVersion("1"))
        watch.connected()
        watch.failed(error(.timeout))
        #expect(watch.next() == .connect(resourceVersion: "1"))
    }

    @Test(
        arguments: [
            ["type": "ADDED"], ["object": [:]], ["type": "ADDED", "object": ["metadata": [:]]],
            ["type": "RENAMED", "object": ["metadata": ["resourceVersion": "3"]]], [], .null,
        ] as [Value])
    func nonsenseEndsTheWatch(_ line: Value) {
        var watch = machine(.resourceVersion("1"))
        watch.connected()
        watch.received(line)
        #expect(watch.next() == .fail)
        #expect(watch.error?.code == .unreadable)
    }

    @Test func otherErrorEventsAreWaitedOut() {
        var watch = machine(.resourceVersion("1"))
        watch.connected()
        watch.received(event("ERROR", ["kind": "Status", "code": 500, "message": "etcdserver: no leader"]))
        guard case .report(.interrupted(let summary)) = watch.next() else {
            Issue.record("no interruption")
            return
        }
        #expect(summary.message == "etcdserver: no leader")
        #expect(watch.next() == .wait(.milliseconds(800)))
    }
}

@Suite struct LineSplitterTests {
    @Test(arguments: 1...9)
    func linesAreTheSameInPartsOfAnySize(_ size: Int) {
        let text = Array("one\n\ntwo\nthree\nhalf".utf8)
        var splitter = LineSplitter()
        var lines: [String] = []
        for start in stride(from: 0, to: text.count, by: size) {
            splitter.append(Array(text[start..<min(start + size, text.count)]))
            while let line = splitter.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(lines == ["one", "two", "three"])
        #expect(splitter.rest == 4)
    }
}
