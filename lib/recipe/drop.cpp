#include "recipe/drop.hpp"

#include "base/exact_math.hpp"
#include "recipe/collision_hull.hpp"
#include "recipe/hull_shape.hpp"

#include <plumb/error.hpp>

#include <btBulletDynamicsCommon.h>
#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumb::recipe {

namespace {

constexpr double gravity_m_s2 = 9.81;
constexpr double step_s = 1.0 / 240;
constexpr int solver_iterations = 40;
// What has stayed within this for a quarter of a second is at rest, however it trembles.
constexpr double rest_motion_m = 0.001;
constexpr int rest_steps = 60;
// Torque against rolling, as a share of the body's inner radius, so that round things come to rest.
constexpr double rolling_share = 0.02;
// Masses act as their cube roots, which keeps their order: the solver cannot hold a light body between heavy ones,
// which would press it through what it lies on.
constexpr double mass_exponent = 1.0 / 3;
constexpr double world_half_size_m = 1e5;

btVector3 vector(const glm::dvec3& from) {
    return {from.x, from.y, from.z};
}

glm::dvec3 vector(const btVector3& from) {
    return {from.x(), from.y(), from.z()};
}

btMatrix3x3 matrix(const glm::dmat3& from) {
    return {from[0][0], from[1][0], from[2][0], from[0][1], from[1][1], from[2][1], from[0][2], from[1][2], from[2][2]};
}

glm::dmat3 rotation_of(const btTransform& transform) {
    return {vector(transform.getBasis().getColumn(0)), vector(transform.getBasis().getColumn(1)),
            vector(transform.getBasis().getColumn(2))};
}

/// Both builds of Bullet have the same symbols: the one that the process loaded first serves all of it.
void check_library() {
    Dl_info info{};
    void* found = nullptr;
    if (dladdr1(&gDeactivationTime, &info, &found, RTLD_DL_SYMENT) == 0 || !found) return;
    const auto* const symbol = static_cast<const ElfW(Sym)*>(found);
    if (symbol->st_size == sizeof(btScalar)) return;
    throw Error(ErrorCode::unsupported, std::string("cannot let objects settle: the process has loaded Bullet with ") +
                                            std::to_string(8 * symbol->st_size) + "-bit numbers from " +
                                            (info.dli_fname ? info.dli_fname : "a program") +
                                            "; the build with 64-bit numbers is needed, and a process can hold one");
}

/// A box along the axes.
struct Extent {
    Extent() = default;
    explicit Extent(const btRigidBody& body) { body.getAabb(low, high); }

    [[nodiscard]] Extent grown(double by_m) const {
        Extent grown;
        grown.low = low - btVector3(by_m, by_m, by_m);
        grown.high = high + btVector3(by_m, by_m, by_m);
        return grown;
    }
    [[nodiscard]] bool meets(const Extent& other) const {
        return TestAabbAgainstAabb2(low, high, other.low, other.high);
    }

    btVector3 low, high;
};

/// A moving body with what it is made of; stays where it is in memory.
struct Body {
    explicit Body(const DropBody& source);

    [[nodiscard]] Extent extent() const { return Extent(*body); }
    /// Largest speed that its turning gives to any point.
    [[nodiscard]] double spin() const {
        return body->getAngularVelocity().length() * body->getCollisionShape()->getAngularMotionDisc();
    }
    [[nodiscard]] double speed() const { return body->getLinearVelocity().length() + spin(); }
    /// How long it has stayed within rest_motion_m.
    void count_quiet_steps();
    /// Leaves a share of its motion relative to what moves at `around`.
    void slow_down(const btVector3& around, double share) const {
        body->setLinearVelocity(around + (body->getLinearVelocity() - around) * share);
        body->setAngularVelocity(body->getAngularVelocity() * share);
    }

    std::vector<std::unique_ptr<HullShape>> hulls;
    std::unique_ptr<btCompoundShape> compound;  ///< of several hulls
    btTransform start;                          ///< centre of mass, principal axes
    std::unique_ptr<btRigidBody> body;
    btTransform quiet_since;  ///< where it was when quiet_steps began to count
    double step_limit_m = 0;  ///< farthest that its surface may move in a step beside something else
    int quiet_steps = 0;
    bool is_lost = false;
};

/// Centre of mass and principal axes; `inertia` per density along them.
btTransform principal_frame(const MassMoments& moments, btVector3& inertia) {
    const glm::dvec3 center = moments.first / moments.volume;
    const glm::dmat3 about = moments.second - glm::outerProduct(center, center) * moments.volume;
    const glm::dmat3 tensor = glm::dmat3(about[0][0] + about[1][1] + about[2][2]) - about;
    btMatrix3x3 diagonal = matrix(tensor);
    btMatrix3x3 axes;
    diagonal.diagonalize(axes, 1e-12, 50);
    inertia.setValue(diagonal[0][0], diagonal[1][1], diagonal[2][2]);
    return btTransform(axes, vector(center));
}

Body::Body(const DropBody& source) {
    std::vector<CollisionHull> parts;
    MassMoments moments;
    double inner_radius_m = std::numeric_limits<double>::infinity();
    for (const std::vector<glm::dvec3>& points : source.parts) {
        parts.push_back(make_collision_hull(points));
        moments += parts.back().moments;
        inner_radius_m = std::min(inner_radius_m, parts.back().inner_radius_m);
    }
    btVector3 inertia;
    start = principal_frame(moments, inertia);
    const double true_mass_kg = source.mass_kg.value_or(source.density_kg_m3 * moments.volume);
    const double mass_kg = exact_pow(true_mass_kg, mass_exponent);
    const double density = mass_kg / moments.volume;
    const btTransform body_from_world = start.inverse();
    for (const CollisionHull& part : parts) hulls.push_back(std::make_unique<HullShape>(part, body_from_world));
    btCollisionShape* shape = hulls.front().get();
    if (hulls.size() > 1) {
        compound = std::make_unique<btCompoundShape>();
        compound->setMargin(0);
        for (const auto& hull : hulls) compound->addChildShape(btTransform::getIdentity(), hull.get());
        shape = compound.get();
    }
    btRigidBody::btRigidBodyConstructionInfo info(mass_kg, nullptr, shape, inertia * density);
    info.m_startWorldTransform = start;
    info.m_friction = std::sqrt(source.friction);
    info.m_restitution = std::sqrt(source.restitution);
    info.m_rollingFriction = rolling_share * inner_radius_m;
    info.m_spinningFriction = rolling_share * inner_radius_m;
    info.m_linearSleepingThreshold = std::numeric_limits<double>::max();
    info.m_angularSleepingThreshold = std::numeric_limits<double>::max();
    info.m_angularDamping = 0.05;
    body = std::make_unique<btRigidBody>(info);
    quiet_since = start;
    step_limit_m = inner_radius_m / 2;
}

void Body::count_quiet_steps() {
    const btTransform& now = body->getWorldTransform();
    const btQuaternion turn = quiet_since.getRotation().inverse() * now.getRotation();
    const double turned = 2 * btVector3(turn.x(), turn.y(), turn.z()).length();
    const double moved_m = (now.getOrigin() - quiet_since.getOrigin()).length() +
                           turned * body->getCollisionShape()->getAngularMotionDisc();
    if (moved_m > rest_motion_m) {
        quiet_since = now;
        quiet_steps = 0;
    }
    ++quiet_steps;
}

/// Takes note of whether any triangle is met.
class AnyTriangle : public btTriangleCallback {
public:
    explicit AnyTriangle(const Extent& extent) : extent_(extent) {}

    void processTriangle(btVector3* triangle, int part, int index) override {
        (void)part, (void)index;
        Extent own;
        own.low = own.high = triangle[0];
        for (const btVector3* corner : {triangle + 1, triangle + 2}) {
            own.low.setMin(*corner);
            own.high.setMax(*corner);
        }
        is_met = is_met || extent_.meets(own);
    }

    bool is_met = false;

private:
    Extent extent_;
};

/// Whether a box of the world holds a part of `obstacle`'s surface, as far as boxes tell.
bool is_met(const btRigidBody& obstacle, const Extent& extent) {
    const auto* const shape = dynamic_cast<const btBvhTriangleMeshShape*>(obstacle.getCollisionShape());
    if (!shape || !extent.meets(Extent(obstacle))) return false;  // nothing can pass through a half-space
    const btTransform local_from_world = obstacle.getWorldTransform().inverse();
    Extent local;
    btTransformAabb(extent.low, extent.high, 0, local_from_world, local.low, local.high);
    AnyTriangle any(local);
    shape->processAllTriangles(&any, local.low, local.high);
    return any.is_met;
}

class World {
public:
    World(std::span<const DropBody> bodies, std::span<const DropObstacle> obstacles, const DropSettings& settings);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// @return  whether all is at rest or lost
    bool step();
    [[nodiscard]] std::vector<DropResult> results();

private:
    void add_obstacle(btCollisionShape& shape, const btTransform& pose, const DropSettings& settings);
    void configure();
    void brake(Body& body) const;
    void measure_depths(std::vector<DropResult>& results);

    btDefaultCollisionConfiguration configuration_;
    btCollisionDispatcher dispatcher_{&configuration_};
    bt32BitAxisSweep3 broadphase_;
    btSequentialImpulseConstraintSolver solver_;
    btDiscreteDynamicsWorld world_{&dispatcher_, &broadphase_, &solver_, &configuration_};
    std::unique_ptr<btStaticPlaneShape> floor_;
    std::vector<std::unique_ptr<btRigidBody>> obstacles_;
    std::vector<std::unique_ptr<Body>> bodies_;
    double bottom_m_ = std::numeric_limits<double>::infinity();  ///< lowest point of all that stands still
};

// The broadphase is a sweep over a fixed cube: it compares numbers and indices only, where Bullet's trees compare
// addresses.
World::World(std::span<const DropBody> bodies, std::span<const DropObstacle> obstacles, const DropSettings& settings)
    : broadphase_(btVector3(-world_half_size_m, -world_half_size_m, -world_half_size_m),
                  btVector3(world_half_size_m, world_half_size_m, world_half_size_m),
                  static_cast<unsigned>(bodies.size() + obstacles.size() + 2), nullptr, true) {
    configure();
    for (const DropBody& source : bodies) {
        Body& body = *bodies_.emplace_back(std::make_unique<Body>(source));
        body.body->setUserIndex(static_cast<int>(bodies_.size() - 1));
        world_.addRigidBody(body.body.get());
    }
    for (const DropObstacle& obstacle : obstacles) {
        const btTransform pose(matrix(obstacle.rotation), vector(obstacle.position));
        add_obstacle(obstacle.mesh->shape(), pose, settings);
        btVector3 low;
        btVector3 high;
        obstacle.mesh->shape().getAabb(pose, low, high);
        bottom_m_ = std::min(bottom_m_, low.y());
    }
    if (settings.floor_y_m) {
        floor_ = std::make_unique<btStaticPlaneShape>(btVector3(0, 1, 0), *settings.floor_y_m);
        add_obstacle(*floor_, btTransform::getIdentity(), settings);
        bottom_m_ = -std::numeric_limits<double>::infinity();
    }
}

World::~World() {
    for (const auto& obstacle : obstacles_) world_.removeRigidBody(obstacle.get());
    for (const auto& body : bodies_)
        if (!body->is_lost) world_.removeRigidBody(body->body.get());
}

void World::configure() {
    world_.setGravity(btVector3(0, -gravity_m_s2, 0));
    world_.getDispatchInfo().m_deterministicOverlappingPairs = true;
    world_.getDispatchInfo().m_useContinuous = false;  // brake() does it
    btContactSolverInfo& solver = world_.getSolverInfo();
    solver.m_numIterations = solver_iterations;
    solver.m_solverMode |= SOLVER_USE_2_FRICTION_DIRECTIONS;
    // Depth is corrected without adding speed, however small it is, so that nothing trembles.
    solver.m_splitImpulse = 1;
    solver.m_splitImpulsePenetrationThreshold = 0;
}

void World::add_obstacle(btCollisionShape& shape, const btTransform& pose, const DropSettings& settings) {
    btRigidBody::btRigidBodyConstructionInfo info(0, nullptr, &shape);
    info.m_startWorldTransform = pose;
    info.m_friction = std::sqrt(settings.friction);
    info.m_restitution = std::sqrt(settings.restitution);
    auto body = std::make_unique<btRigidBody>(info);
    body->setUserIndex(static_cast<int>(bodies_.size() + obstacles_.size()));
    world_.addRigidBody(body.get());
    obstacles_.push_back(std::move(body));
}

/// Slows a body that would pass through something in one step. Bullet's own sweep follows one sphere in the middle,
/// past which a thin plate sinks by its edge.
void World::brake(Body& body) const {
    const Extent extent = body.extent();
    if (const double motion_m = body.speed() * step_s; motion_m > body.step_limit_m) {
        const Extent reached = extent.grown(motion_m);
        if (std::any_of(obstacles_.begin(), obstacles_.end(),
                        [&](const auto& obstacle) { return is_met(*obstacle, reached); }))
            body.slow_down(btVector3(0, 0, 0), body.step_limit_m / motion_m);
    }
    for (const auto& other : bodies_) {
        // Of two bodies the faster one gives way.
        const btVector3 around = other->body->getLinearVelocity();
        if (other.get() == &body || other->is_lost || around.length2() > body.body->getLinearVelocity().length2())
            continue;
        const double closing = (body.body->getLinearVelocity() - around).length() + body.spin() + other->spin();
        const double motion_m = closing * step_s;
        const double limit_m = std::min(body.step_limit_m, other->step_limit_m);
        if (motion_m > limit_m && extent.grown(motion_m).meets(other->extent()))
            body.slow_down(around, limit_m / motion_m);
    }
}

bool World::step() {
    for (const auto& body : bodies_)
        if (!body->is_lost && body->body->isActive()) brake(*body);
    world_.stepSimulation(step_s, 0);
    bool is_done = true;
    for (const auto& body : bodies_) {
        if (body->is_lost || body->body->getActivationState() == ISLAND_SLEEPING) continue;
        if (body->extent().high.y() < bottom_m_) {
            body->is_lost = true;
            world_.removeRigidBody(body->body.get());
            continue;
        }
        is_done = false;
        body->count_quiet_steps();
        // Bullet's own clock runs to a limit that is global to the process; this is beyond it or at its start.
        body->body->setDeactivationTime(body->quiet_steps >= rest_steps ? 1e9 : 0);
    }
    return is_done;
}

void World::measure_depths(std::vector<DropResult>& results) {
    for (const auto& body : bodies_)
        if (!body->is_lost) body->body->forceActivationState(ACTIVE_TAG);
    world_.performDiscreteCollisionDetection();
    for (int index = 0; index < dispatcher_.getNumManifolds(); ++index) {
        const btPersistentManifold& manifold = *dispatcher_.getManifoldByIndexInternal(index);
        double depth_m = 0;
        for (int point = 0; point < manifold.getNumContacts(); ++point)
            depth_m = std::max(depth_m, -manifold.getContactPoint(point).getDistance());
        const auto first = static_cast<std::size_t>(manifold.getBody0()->getUserIndex());
        const auto second = static_cast<std::size_t>(manifold.getBody1()->getUserIndex());
        for (const auto& [self, other] : {std::pair(first, second), std::pair(second, first)}) {
            if (self >= results.size() || depth_m <= results[self].depth_m) continue;
            results[self].depth_m = depth_m;
            results[self].neighbour = other;
        }
    }
}

std::vector<DropResult> World::results() {
    std::vector<DropResult> results;
    for (const auto& body : bodies_) {
        DropResult& result = results.emplace_back();
        const btTransform& end = body->body->getWorldTransform();
        const btQuaternion turn = (end.getRotation() * body->start.getRotation().inverse()).normalized();
        const btTransform motion(turn, btVector3(0, 0, 0));
        result.rotation = rotation_of(motion);
        result.translation = vector(end.getOrigin() - motion * body->start.getOrigin());
        result.speed_m_s = body->body->getLinearVelocity().length();
        const bool is_finite = std::isfinite(glm::dot(result.rotation[0], result.translation));
        if (body->is_lost)
            result.outcome = DropResult::Outcome::lost;
        else if (body->body->getActivationState() != ISLAND_SLEEPING || !is_finite)
            result.outcome = DropResult::Outcome::moves;
        if (is_finite) continue;
        result.rotation = glm::dmat3(1);
        result.translation = glm::dvec3(0);
    }
    measure_depths(results);
    return results;
}

}  // namespace

std::vector<DropResult> drop(std::span<const DropBody> bodies, std::span<const DropObstacle> obstacles,
                             const DropSettings& settings) {
    check_library();
    World world(bodies, obstacles, settings);
    const auto step_limit = static_cast<std::uint64_t>(std::ceil(settings.limit_s / step_s));
    for (std::uint64_t step = 0; step < step_limit; ++step)
        if (world.step()) break;
    return world.results();
}

}  // namespace plumb::recipe
