"""Lenses by OpenCV's own projections: what a pixel sees lies where OpenCV projects it to, and flow leads to where the
next frame sees the point."""
from written import Set, check, check_near, need, numpy

[cv2, OpenEXR] = need("cv2", "OpenEXR")


def in_camera(frame, points):
    """World points (N, 3) in the camera's frame."""
    pose = numpy.array(frame.camera["world_from_camera"])
    return (points - pose[:3, 3]) @ pose[:3, :3]


def places(frame, points):
    """Continuous pixel coordinates of points of the camera's frame, by OpenCV where it has the model."""
    camera = frame.camera
    matrix = numpy.array(camera["intrinsics_integer_center"]["K"])
    if camera["projection"] == "equirectangular":
        k = camera["intrinsics"]
        x, y, z = points.T
        return numpy.stack([k["fx"] * numpy.arctan2(x, z) + k["cx"],
                            k["fy"] * numpy.arctan2(y, numpy.hypot(x, z)) + k["cy"]], 1)
    coefficients = numpy.array(camera["distortion"]["opencv_coefficients"])
    still = numpy.zeros(3)
    project = cv2.fisheye.projectPoints if camera["projection"] == "fisheye" else cv2.projectPoints
    found, _ = project(points[:, None], still, still, matrix, coefficients)
    return found[:, 0] + 0.5  # OpenCV counts from the first pixel's centre


def check_frame(frame, following):
    what = f"frame {frame.index}, {frame.camera['projection']}"
    seen = frame["instance"] > 0
    rows, columns = numpy.nonzero(seen)
    world = frame["position"][seen].astype(float)
    points = in_camera(frame, world)
    check_near(numpy.linalg.norm(points, axis=1) / frame["range"][seen], numpy.ones(len(points)), 1e-6,
               f"{what}: range")
    check(numpy.abs(points[:, 2] - frame["depth"][seen]).max() < 1e-5 * 30, f"{what}: depth")
    ahead = points[:, 2] > 1e-3  # OpenCV projects nothing from behind
    centres = numpy.stack([columns, rows], 1) + 0.5
    check(ahead.sum() > 2000, f"{what}: only {ahead.sum()} pixels to compare")
    # Positions are stored in single precision: 2.4e-7 m at 4 m from the origin, seen at 100 px a radian from a metre on.
    check_near(places(frame, points[ahead]), centres[ahead], 2e-4, f"{what}: places")

    flow_class = frame["flow_forward_class"][seen]
    flow = frame["flow_forward"][seen]
    there = in_camera(following, world)
    has_place = ahead & (there[:, 2] > 1e-3) & numpy.isin(flow_class, [1, 2, 3])
    check(has_place.sum() > 1000, f"{what}: only {has_place.sum()} flows to compare")
    check_near(centres[has_place] + flow[has_place], places(following, there[has_place]), 2e-4, f"{what}: flow")
    # Where the class says visible, the other frame sees the point: its range there, but for slopes within a pixel.
    visible = has_place & (flow_class == 1)
    at = numpy.floor(places(following, there[visible])).astype(int)
    inside = (at >= 0).all(1) & (at[:, 0] < seen.shape[1]) & (at[:, 1] < seen.shape[0])
    ranges = following["range"][at[inside, 1], at[inside, 0]]
    ratio = ranges / numpy.linalg.norm(there[visible][inside], axis=1)
    check(numpy.mean(numpy.abs(ratio - 1) < 0.1) > 0.9, f"{what}: what is visible is seen")


def check_maps(folder, frame):
    """ST-maps against OpenCV's own undistortion maps, and against its projections."""
    what = f"ST-map {frame.index}"
    camera = frame.camera
    undistort, distort = (OpenEXR.File(str(folder / kind / f"{frame.index:06d}.exr")).channels()["RGBA"].pixels
                          for kind in ("undistort", "distort"))
    height, width = frame["instance"].shape
    rows, columns = numpy.mgrid[0:height, 0:width] + 0.5
    k = camera["intrinsics"]

    def from_map(pixels):
        return numpy.stack([pixels[..., 0] * width, (1 - pixels[..., 1]) * height], -1)

    # From a place of the pinhole's picture to that of the rendered one.
    rays = numpy.stack([(columns - k["cx"]) / k["fx"], (rows - k["cy"]) / k["fy"], numpy.ones_like(rows)], -1)
    expected = places(frame, rays.reshape(-1, 3)).reshape(height, width, 2)
    known = undistort[..., 3] == 1
    check(known.mean() > 0.3, f"{what}: only {known.mean():.0%} of the pinhole's picture is known")
    # Maps are stored in single precision: 1.2e-7 of 160 px.
    check_near(from_map(undistort)[known], expected[known], 5e-5, f"{what}: undistort")
    if camera["projection"] != "equirectangular":
        matrix = numpy.array(camera["intrinsics_integer_center"]["K"])
        module = cv2.fisheye if camera["projection"] == "fisheye" else cv2
        made = module.initUndistortRectifyMap(matrix, numpy.array(camera["distortion"]["opencv_coefficients"]),
                                              numpy.eye(3), matrix, (width, height), cv2.CV_32FC1)
        check_near(from_map(undistort)[known], (numpy.stack(made, -1) + 0.5)[known], 5e-5, f"{what}: OpenCV's map")
    # And back: what the rendered picture's pixels are taken from is seen at their centres.
    known = distort[..., 3] == 1
    taken = from_map(distort)[known]
    rays = numpy.stack([(taken[:, 0] - k["cx"]) / k["fx"], (taken[:, 1] - k["cy"]) / k["fy"],
                        numpy.ones(len(taken))], 1)
    near = numpy.abs(rays[:, :2]).max(1) < 5  # nearly sideways, single precision leaves little of the direction
    check(known.mean() > 0.3, f"{what}: only {known.mean():.0%} of the rendered picture is known")
    centres = numpy.stack([columns, rows], -1)[known]
    check_near(places(frame, rays[near]), centres[near], 5e-5, f"{what}: distort")


lenses = Set("lenses")
frames = lenses.frames
for now, following in zip(frames[::2], frames[1::2]):
    check_frame(now, following)
    check_maps(lenses.folder / "stmap", now)
print(f"{len(frames) // 2} lenses agree with OpenCV")
