import Formats
import HTTP
import Kubernetes
import Value

/// One action of a wait under way: reads, and leaves in the inbox what came of it.
struct Job: Sendable {
    let action: WaitMachine.Action
    let awaited: [Awaited]
    /// The object as seen last, for what is read about it.
    let live: Value?
    let waiter: Waiter

    private var client: KubernetesClient { waiter.client }

    /// Never throws: a failure is an event, and whoever cancels does not listen any more.
    func run(_ inbox: Inbox) async {
        do {
            switch action {
            case .look(let index): inbox.put(try await look(at: index))
            case .watch(let group): try await watch(group, inbox)
            case .diagnose(let index): inbox.put(.diagnosed(index, try await diagnose(index)))
            case .quote(let index, let fault): inbox.put(.quoted(index, try await quote(index, fault)))
            case .report, .sleep, .done, .fail: break
            }
        } catch {
            // Cancelled.
        }
    }

    // MARK: - Looking

    private func look(at index: Int) async throws -> WaitEvent {
        let awaited = awaited[index]
        do {
            guard
                let object = try await client.getIfPresent(awaited.type, awaited.name, namespace: awaited.namespace)
            else { return .missed(index) }
            return .saw(index, try await sight(of: object, for: awaited), isLook: true)
        } catch let error as KubernetesError {
            // Its CRD is gone, and so is the object.
            if error.code == .resourceTypeNotFound, case .gone = awaited.condition { return .missed(index) }
            return .unreadable(index, error)
        }
    }

    /// With what else decides: discovery, or the addresses of Services.
    private func sight(of object: Value, for awaited: Awaited) async throws -> Sight {
        switch awaited.condition {
        case .served(let wanted):
            return Sight(object, missingVersions: try await CRDLook(client: client).missingVersions(of: object, wanted))
        case .ready where WebhookRules.apply(to: awaited.type):
            var sight = Sight(object)
            for service in WebhookRules.services(of: object) {
                sight.services["\(service.namespace)/\(service.name)"] = try await state(of: service)
            }
            // Where nobody is, or nobody can be trusted, there is nobody to ask.
            if awaited.judge(sight).isMet { sight.unasked = try await WebhookTrial(client: client).unasked(object) }
            return sight
        case .ready, .judged, .gone, .ended: return Sight(try await awaited.enrich?(object) ?? object)
        }
    }

    private func state(of service: (namespace: String, name: String)) async throws -> Sight.ServiceState {
        do {
            return try await ServiceAddresses(client: client).state(of: service.name, namespace: service.namespace)
        } catch let error as KubernetesError where !error.mayPass {
            return .unreadable("\(error)")
        }
    }

    // MARK: - Watching

    private func watch(_ group: [Int], _ inbox: Inbox) async throws {
        guard let first = group.first.map({ awaited[$0] }) else { return }
        var places: [String: [Int]] = [:]
        for index in group { places[awaited[index].name, default: []].append(index) }
        let options =
            group.count == 1 ? ListOptions(fieldSelector: "metadata.name=\(first.name)") : ListOptions()
        while true {
            var present: Set<Int> = []
            do {
                for try await change in client.watch(first.type, namespace: first.namespace, options: options) {
                    switch change {
                    case .added(let object), .modified(let object):
                        for index in places[object["metadata"]?["name"]?.string ?? ""] ?? [] {
                            present.insert(index)
                            inbox.put(.saw(index, Sight(object), isLook: false))
                        }
                    case .deleted(let object):
                        for index in places[object["metadata"]?["name"]?.string ?? ""] ?? [] {
                            present.remove(index)
                            inbox.put(.deleted(index, object))
                        }
                    case .synced: inbox.put(.synced(group, present: present))
                    case .bookmark: inbox.put(.heard(group))
                    case .interrupted: inbox.put(.interrupted(group))
                    }
                }
            } catch let error as KubernetesError {
                guard error.mayPass else {
                    inbox.put(.cannotWatch(group, error))
                    try await waiter.clock.sleep(for: Pace.watchAgain)
                    continue
                }
                inbox.put(.interrupted(group))
            }
            try await waiter.clock.sleep(for: Pace.longestLook)
        }
    }

    // MARK: - Explaining

    private func diagnose(_ index: Int) async throws -> Findings {
        guard let live else { return Findings() }
        let finder = PodFinder(client: client)
        let selector = awaited[index].podSelector?(live)
        do {
            return try await withTimeout(Pace.lastLook, clock: waiter.clock) {
                try await finder.findings(of: live, selector: selector)
            }
        } catch is TimeoutError {
            return Findings(unread: ["its pods: no answer in \(Pace.lastLook.components.seconds) s"])
        }
    }

    private func quote(_ index: Int, _ fault: Fault) async throws -> String {
        let quotation = LogQuotation(client: client)
        let awaited = awaited[index]
        do {
            return try await withTimeout(Pace.lastLook, clock: waiter.clock) {
                try await quotation.text(of: awaited, fault)
            }
        } catch is TimeoutError {
            return "; its log could not be read: no answer in \(Pace.lastLook.components.seconds) s"
        }
    }
}
