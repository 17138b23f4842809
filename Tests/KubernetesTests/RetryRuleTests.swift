import FoundationEssentials
import HTTP
import TestParts
import Testing
import Value

@testable import Kubernetes

/// What is sent again, by whom and for how long: the whole table.
@Suite struct RetryRuleTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        var name: String
        var error: KubernetesError
        var kind: CallFailure

        init(_ name: String, _ kind: CallFailure, _ error: KubernetesError) {
            self.name = name
            self.kind = kind
            self.error = error
        }

        init(_ kind: CallFailure, _ code: HTTPError.Code) {
            let request = KubernetesError.Request(verb: "get", path: "/")
            self.init(
                code.rawValue, kind, KubernetesError(HTTPError(code, "words"), request: request, server: "https://x"))
        }

        init(_ kind: CallFailure, status: Int, _ message: String = "words", retryAfter: Duration? = nil) {
            var error = KubernetesError(
                httpStatus: status, headers: [:], body: Array(message.utf8),
                request: KubernetesError.Request(verb: "get", path: "/"), server: "https://x")
            error.retryAfter = retryAfter
            self.init("\(status) \(message)\(retryAfter == nil ? "" : " with Retry-After")", kind, error)
        }

        var testDescription: String { name }
    }

    static let failures: [Failure] = [
        Failure(.away, .connectionRefused), Failure(.away, .hostUnreachable), Failure(.away, .nameNotResolved),
        Failure(.away, .proxyFailed), Failure(.away, .connectTimedOut), Failure(.away, .tlsFailed),
        Failure(.silent, .firstByteTimedOut), Failure(.silent, .idleTimedOut),
        Failure(.lost, .connectionReset), Failure(.lost, .bodyCut),
        Failure(.final, .certificateNotTrusted), Failure(.final, .clientCertificateRejected),
        Failure(.final, .badResponse), Failure(.final, .bodyTooLarge), Failure(.final, .invalidURL),
        Failure(.final, .other),
        Failure(.turnedAway, status: 429, retryAfter: .seconds(1)), Failure(.unable, status: 429),
        Failure(.turnedAway, status: 503, retryAfter: .seconds(1)), Failure(.unable, status: 503),
        Failure(.unable, status: 502), Failure(.unable, status: 504),
        Failure(.unable, status: 500, "etcdserver: leader changed"),
        Failure(.unable, status: 500, "etcdserver: request timed out"),
        Failure(.unable, status: 500, "etcdserver: no leader"),
        Failure(.unable, status: 500, "etcdserver: too many requests"),
        Failure(.unable, status: 500, "rpc error: code = Unavailable desc = transport is closing"),
        Failure(.turnedAway, status: 500, "Internal error occurred: resource quota evaluation timed out"),
        Failure(.turnedAway, status: 409, "Operation cannot be fulfilled on resourcequotas \"q\": the object has been"),
        Failure(.turnedAway, status: 403, "pods \"a\" is forbidden: status unknown for quota: q, resources: pods"),
        Failure(
            .unasked, status: 500, "Internal error occurred: failed calling webhook \"a\": Post: connection refused"),
        Failure(.converting, status: 500, "conversion webhook for a/v1, Kind=A failed: Post: connection refused"),
        Failure(.final, status: 409, "Operation cannot be fulfilled on deployments.apps \"a\": the object has been"),
        Failure(.final, status: 400, "admission webhook \"a\" denied the request: failed"),
        Failure(.broken, status: 500), Failure(.broken, status: 507),
        Failure(.starting, status: 401), Failure(.starting, status: 403), Failure(.starting, status: 404),
        Failure(.final, status: 400), Failure(.final, status: 409), Failure(.expired, status: 410),
        Failure(.final, status: 413), Failure(.final, status: 415), Failure(.final, status: 422),
    ]

    /// No row of the table is without a case, and a case without a row is final.
    @Test func everyRowOfTheTableIsTried() {
        for row in RetryClass.all {
            let own = Self.failures.filter { failure in
                RetryClass.all.first { $0.matches(failure.error) }?.name == row.name
            }
            #expect(!own.isEmpty, "no case of \(row.name)")
            #expect(own.allSatisfy { $0.kind == row.failure })
        }
        #expect(Set(RetryClass.all.map(\.name)).count == RetryClass.all.count)
    }

    /// An error of which only the code is known is of the class that promises least.
    @Test(arguments: [
        (KubernetesError.Code.unreachable, CallFailure.lost), (.timeout, .silent), (.unavailable, .unable),
        (.tooManyRequests, .unable), (.serverError, .broken), (.webhookFailed, .unasked), (.gone, .expired),
        (.untrusted, .final), (.forbidden, .starting), (.unauthorized, .final), (.notFound, .final),
        (.unreadable, .final),
    ])
    func aCodeAloneHasAClass(code: KubernetesError.Code, failure: CallFailure) {
        #expect(CallFailure(KubernetesError(code, "words")) == failure)
    }

    /// What a wait or a watch bears is what the table says, whoever asks.
    @Test(arguments: failures)
    func theTableSaysWhatMayPass(_ failure: Failure) {
        let passes: Set<CallFailure> = [
            .away, .silent, .lost, .turnedAway, .unasked, .unable, .converting, .broken,
        ]
        #expect(failure.error.mayPass == passes.contains(failure.kind))
        #expect(failure.error.isTransient == failure.error.mayPass)
    }

    /// The watch has no list of its own: it goes on for exactly what may pass.
    @Test(arguments: failures)
    func aWatchGoesOnForWhatMayPass(_ failure: Failure) {
        var watch = WatchMachine(
            start: .resourceVersion("1"), type: .pods, request: KubernetesError.Request(verb: "watch"),
            server: "https://x", random: { 0 })
        watch.failed(failure.error)
        let first = watch.next()
        // An old version is listed anew.
        let expected: WatchMachine.Action =
            failure.kind == .expired
            ? .list
            : failure.error.mayPass ? .report(.interrupted(KubernetesErrorSummary(failure.error))) : .fail
        #expect(first == expected)
    }

    /// Whoever changes a quota meets conflicts of their own.
    @Test func aConflictOfAQuotaItselfIsFinal() {
        var error = KubernetesError(.conflict, "Operation cannot be fulfilled on resourcequotas \"q\": changed")
        error.request = KubernetesError.Request(verb: "update", resource: "resourcequotas")
        #expect(CallFailure(error) == .final)
    }

    /// The page has the table.
    @Test func thePageNamesEveryClass() throws {
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/waiting.md", encoding: .utf8)
        let rows = page.split(separator: "\n").compactMap { row -> String? in
            let cells = row.split(separator: "|").map { $0.trimmingPrefix(" ") }
            return row.hasPrefix("| ") && cells.count == 3
                ? String(cells[0].reversed().drop { $0 == " " }.reversed()) : nil
        }
        #expect(rows.filter { name in RetryClass.all.contains { $0.name == name } } == RetryClass.all.map(\.name))
    }

    @Test(arguments: failures)
    func everyFailureHasItsKind(_ failure: Failure) { #expect(CallFailure(failure.error) == failure.kind) }

    /// How many times a call is sent again when it fails in the same way each time, with pauses of its own.
    private func repeats(
        _ error: KubernetesError, isIdempotent: Bool, patience: Duration, sinceOutage: Duration? = nil
    ) -> (count: Int, time: Duration) {
        var rule = RetryRule(isIdempotent: isIdempotent, patience: patience)
        var time = Duration.zero
        var count = 0
        while let pause = rule.pause(
            after: error, at: time, sinceOutage: sinceOutage.map { $0 + time }, random: 0.5)
        {
            time += pause
            count += 1
        }
        return (count, time)
    }

    @Test(arguments: failures)
    func withoutPatienceAnAbsentServerIsAskedOnceAndABusyOneFiveTimes(_ failure: Failure) {
        let count = Limits.requestAttempts - 1
        let reads = repeats(failure.error, isIdempotent: true, patience: .zero).count
        #expect(reads == ([.lost, .turnedAway, .unable].contains(failure.kind) ? count : 0))
        let writes = repeats(failure.error, isIdempotent: false, patience: .zero).count
        #expect(writes == (failure.kind == .turnedAway ? count : 0))
    }

    @Test(arguments: failures)
    func withPatienceReadsGoOnThroughARestart(_ failure: Failure) {
        let reads = repeats(failure.error, isIdempotent: true, patience: .seconds(90))
        let goesOn: Set<CallFailure> = [.away, .silent, .lost, .turnedAway, .unable]
        if [.unasked, .converting].contains(failure.kind) {
            // A webhook that does not come in a minute does not come.
            #expect(reads.time >= Limits.webhookPatience && reads.time <= Limits.webhookPatience + Limits.outagePause)
        } else if goesOn.contains(failure.kind) {
            #expect(reads.time >= .seconds(90))
            // Looks often enough to notice soon that the server is back.
            #expect(reads.time <= .seconds(121))
        } else {
            #expect(reads.count == 0)
        }
    }

    @Test(arguments: failures)
    func whatMayHaveBeenCarriedOutIsNeverSentTwice(_ failure: Failure) {
        let writes = repeats(failure.error, isIdempotent: false, patience: .seconds(90))
        if failure.kind == .away || failure.kind == .turnedAway {
            #expect(writes.time >= .seconds(90))
        } else if failure.kind == .unasked {
            // Nothing was stored.
            #expect(writes.time >= Limits.webhookPatience)
        } else {
            #expect(writes.count == 0)
        }
        #expect(
            CallFailure(failure.error).mayHaveBeenCarriedOut
                == [.silent, .lost, .unable, .converting].contains(failure.kind))
    }

    @Test(arguments: failures.filter { [.starting, .broken].contains($0.kind) })
    func aServerThatHasJustComeUpMayRefuseForAMoment(_ failure: Failure) {
        let fresh = repeats(failure.error, isIdempotent: true, patience: .seconds(90), sinceOutage: .zero)
        #expect(fresh.count > 0)
        #expect(fresh.time >= Limits.startingTime && fresh.time < Limits.startingTime + Limits.outagePause)
        #expect(
            repeats(failure.error, isIdempotent: true, patience: .seconds(90), sinceOutage: .seconds(60)).count == 0)
        #expect(repeats(failure.error, isIdempotent: true, patience: .zero, sinceOutage: .zero).count == 0)
        let write = repeats(failure.error, isIdempotent: false, patience: .seconds(90), sinceOutage: .zero)
        #expect((write.count > 0) == (failure.kind == .starting))
    }

    @Test func policiesThatRefuseAreFinalEvenAfterAnOutage() {
        var error = KubernetesError(.forbidden, "exceeded quota: pods", httpStatus: 403)
        error.status = ["kind": "Status"]
        #expect(CallFailure(error) == .final)
    }

    @Test func theServersOwnPauseIsKept() {
        let error = KubernetesError(.tooManyRequests, "words", httpStatus: 429, retryAfter: .seconds(7))
        var rule = RetryRule(isIdempotent: false, patience: .zero)
        #expect(rule.pause(after: error, at: .zero, random: 0.5) == .seconds(7))
        var long = RetryRule(isIdempotent: false, patience: .zero)
        let hour = KubernetesError(.tooManyRequests, "words", httpStatus: 429, retryAfter: .seconds(3600))
        #expect(long.pause(after: hour, at: .zero, random: 0.5) == Limits.retryPause)
    }
}
