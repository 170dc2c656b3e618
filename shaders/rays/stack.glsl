// What a ray has put off on its way down, never BVH_NOTHING. The latest eight are numbers of their own: they stay in
// registers. Only what is older lies in memory, to which a software device writes for one thread of a group after the other.
#ifndef PLUMB_RAYS_STACK_GLSL
#define PLUMB_RAYS_STACK_GLSL
#include "shared/bvh.h"

uvec4 stack_top, stack_next;
uint stack_held, stack_old_count, stack_old[2u * BVH_MOST_LEVELS];

void clear_stack() {
    stack_top = stack_next = uvec4(BVH_NOTHING);
    stack_held = stack_old_count = 0u;
}

uint stack_height() { return stack_held + stack_old_count; }

void push(uint value) {
    if (stack_held == 8u) {
        stack_old[stack_old_count++] = stack_next.w;
        --stack_held;
    }
    stack_next = uvec4(stack_top.w, stack_next.xyz);
    stack_top = uvec4(value, stack_top.xyz);
    ++stack_held;
}

/// The latest; BVH_NOTHING where there is none.
uint pop() {
    if (stack_held == 0u && stack_old_count > 0u) {
        stack_top.x = stack_old[--stack_old_count];
        stack_held = 1u;
    }
    uint value = stack_top.x;
    stack_top = uvec4(stack_top.yzw, stack_next.x);
    stack_next = uvec4(stack_next.yzw, BVH_NOTHING);
    stack_held -= min(stack_held, 1u);
    return value;
}

#endif
