import Providers

/// Which operators may be installed when: each after those that it needs, and a provider's own ones in their order; what
/// has nothing to do with each other goes side by side.
struct OperatorSchedule {
    /// For each plan, the places of those that must be done before it.
    let requirements: [Set<Int>]
    private(set) var done: Set<Int> = []
    private(set) var started: Set<Int> = []

    init(_ plans: [OperatorPlan]) {
        requirements = plans.indices.map { index in
            let plan = plans[index]
            let needs = Set(plan.definition.needs.map(\.name))
            return Set(
                plans.indices.prefix(index).filter { other in
                    if needs.contains(plans[other].name) { return true }
                    let areOwn = !plan.definition.isShared && !plans[other].definition.isShared
                    return areOwn && !Set(plan.providers).isDisjoint(with: plans[other].providers)
                })
        }
    }

    /// Those that may begin now, with at most `limit` under way at once; they count as begun.
    mutating func ready(limit: Int) -> [Int] {
        let done = done
        let free = max(0, limit - (started.count - done.count))
        let ready = requirements.indices.filter { !started.contains($0) && requirements[$0].isSubset(of: done) }
        let begun = Array(ready.prefix(free))
        started.formUnion(begun)
        return begun
    }

    mutating func finish(_ index: Int) { done.insert(index) }
}
