import Synchronization

/// What discovery has learnt: types by group version, and versions by group.
final class DiscoveryCache: Sendable {
    /// What is asked of the server: by clients of one patience, since something of it was forgotten.
    struct Question: Sendable, Hashable {
        var path: String
        var age: Int
        var patience: Duration
    }

    private struct State {
        var types: [GroupVersion: [ResourceType]] = [:]
        /// Those that the server did not serve.
        var absent: Set<GroupVersion> = []
        var groups: [String: APIGroup] = [:]
        /// All but the core group, as the server lists them.
        var named: [APIGroup]?
        /// How often all was forgotten, and how often each group alone.
        var forgotten = 0
        var forgottenAlone: [String: Int] = [:]

        func age(of group: String?) -> Int {
            guard let group else { return forgottenAlone.values.reduce(forgotten, +) }
            return forgotten + forgottenAlone[group, default: 0]
        }
    }

    private let state = Mutex(State())
    /// Those about types that are under way.
    let typeQuestions = SharedQuestions<Question, [ResourceType]>()
    /// Those about the list of groups.
    let listQuestions = SharedQuestions<Question, [APIGroup]>()

    func types(_ groupVersion: GroupVersion) -> [ResourceType]? { state.withLock { $0.types[groupVersion] } }

    func isAbsent(_ groupVersion: GroupVersion) -> Bool { state.withLock { $0.absent.contains(groupVersion) } }

    func group(_ name: String) -> APIGroup? { state.withLock { $0.groups[name] } }

    var named: [APIGroup]? { state.withLock { $0.named } }

    /// What is asked at one age is not stored at another: it may be of before a CRD came.
    ///
    /// - Parameter group: nil is for the list of all.
    func age(of group: String?) -> Int { state.withLock { $0.age(of: group) } }

    /// - Parameter types: nil where the server does not serve it.
    func store(_ types: [ResourceType]?, for groupVersion: GroupVersion, age: Int) {
        state.withLock { state in
            guard state.age(of: groupVersion.group) == age else { return }
            state.types[groupVersion] = types
            if types == nil {
                state.absent.insert(groupVersion)
            } else {
                state.absent.remove(groupVersion)
            }
        }
    }

    func store(_ group: APIGroup) { state.withLock { $0.groups[group.name] = group } }

    func store(named groups: [APIGroup], age: Int) {
        state.withLock { state in
            guard state.age(of: nil) == age else { return }
            state.named = groups
            for group in groups { state.groups[group.name] = group }
        }
    }

    /// - Parameter group: nil forgets everything.
    func forget(group: String?) {
        state.withLock { state in
            state.named = nil
            guard let group else {
                state.types = [:]
                state.absent = []
                state.groups = [:]
                state.forgotten += 1
                return
            }
            state.groups[group] = nil
            state.types = state.types.filter { $0.key.group != group }
            state.absent = state.absent.filter { $0.group != group }
            state.forgottenAlone[group, default: 0] += 1
        }
    }
}
