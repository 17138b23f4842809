import Synchronization

/// What discovery has learnt: types by group version, and versions by group.
final class DiscoveryCache: Sendable {
    private struct State {
        var types: [GroupVersion: [ResourceType]] = [:]
        var groups: [String: APIGroup] = [:]
    }

    private let state = Mutex(State())

    func types(_ groupVersion: GroupVersion) -> [ResourceType]? { state.withLock { $0.types[groupVersion] } }

    func group(_ name: String) -> APIGroup? { state.withLock { $0.groups[name] } }

    func store(_ types: [ResourceType], for groupVersion: GroupVersion) {
        state.withLock { $0.types[groupVersion] = types }
    }

    func store(_ group: APIGroup) { state.withLock { $0.groups[group.name] = group } }

    /// - Parameter group: nil forgets everything.
    func forget(group: String?) {
        state.withLock { state in
            guard let group else {
                state = State()
                return
            }
            state.groups[group] = nil
            state.types = state.types.filter { $0.key.group != group }
        }
    }
}
