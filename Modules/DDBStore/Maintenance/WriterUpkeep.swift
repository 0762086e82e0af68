/// How far the maintenance of a writer's table has come.
enum WriterUpkeep: Sendable {
    /// There is no table yet, or none is wanted.
    case none
    /// It runs.
    case running(TableMaintenance)
    /// It has ended.
    case ended(MaintenanceStatus)

    /// What was done.
    var status: MaintenanceStatus {
        switch self {
        case .none: MaintenanceStatus()
        case .running(let maintenance): maintenance.status
        case .ended(let status): status
        }
    }

    /// Makes it end without waiting.
    func abandon() {
        switch self {
        case .none, .ended: break
        case .running(let maintenance): maintenance.abandon()
        }
    }
}
